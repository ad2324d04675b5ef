#include "testing/simulation/workload.hpp"

namespace parley::testing::simulation {

using namespace protocol;

void workload::page(client& by) {
  auto& at = some_place();
  storage::page_request request;
  request.items_max = 1 + static_cast<std::int64_t>(chance_.below(8));
  const auto floor = at.ledger.floor();
  const auto edge = static_cast<std::int64_t>(chance_.below(static_cast<std::uint64_t>(floor) + 3));
  switch (chance_.below(3)) {
    case 0: request.after = edge; break;
    case 1: request.before = edge + 1; break;
    default: break;  // the newest
  }
  const auto begun = events_.step;
  send<message_page>(
      by, "page " + at.ledger.name(),
      [this, &at, request, floor, begun](base::result<message_page> answer) {
        if (judge(answer ? nullptr : &answer.error(), at, begun, wants::session) == end::acknowledged)
          at.ledger.shown_page(request, *answer, floor, true, begun);
      },
      page_atom_v, who(by, at), at.ref, request);
}

void workload::get(client& by) {
  auto& at = some_place();
  const auto floor = at.ledger.floor();
  const auto begun = events_.step;
  send<domain::session_view>(
      by, "get " + at.ledger.name(),
      [this, &at, floor, begun](base::result<domain::session_view> answer) {
        if (judge(answer ? nullptr : &answer.error(), at, begun, wants::session) != end::acknowledged) return;
        at.ledger.shown_head(answer->at.last_seq, floor, true);
        at.ledger.shown_record(answer->record, begun, events_.step);
      },
      get_atom_v, who(by, at), at.ref);
}

void workload::find(client& by) {
  auto& at = some_place();
  const auto floor = at.ledger.floor();
  const auto seq = 1 + static_cast<std::int64_t>(chance_.below(static_cast<std::uint64_t>(floor) + 2));
  const auto begun = events_.step;
  send<domain::message>(
      by, "find " + at.ledger.name(),
      [this, &at, floor, seq, begun](base::result<domain::message> answer) {
        const auto wanted = seq > floor ? wants::part : wants::session;
        if (judge(answer ? nullptr : &answer.error(), at, begun, wanted) != end::acknowledged) return;
        if (answer->seq != seq)
          events_.broken("a message is found by its seq",
                         at.ledger.name() + ": " + std::to_string(seq));
        at.ledger.shown(*answer, begun);
      },
      find_atom_v, who(by, at), at.ref, std::to_string(seq));
}

void workload::history(client& by) {
  auto& at = some_place();
  storage::page_request request;
  request.after = 0;
  request.items_max = 1000;
  const auto floor = at.ledger.floor();
  const auto begun = events_.step;
  send<message_page>(
      by, "history " + at.ledger.name(),
      [this, &at, request, floor, begun](base::result<message_page> answer) {
        if (judge(answer ? nullptr : &answer.error(), at, begun, wants::session) == end::acknowledged)
          at.ledger.shown_page(request, *answer, floor, false, begun);
      },
      history_atom_v, who(by, at), at.ref, request);
}

void workload::list(client& by) {
  auto& at = some_place();
  storage::session_query query;
  query.items_max = 1000;
  std::map<std::string, std::int64_t> floors;
  for (const auto& other : places_)
    if (other.ref.tenant == at.ref.tenant) floors[other.ref.id] = other.ledger.floor();
  const auto begun = events_.step;
  send<storage::session_page>(
      by, "list " + at.ledger.name(),
      [this, &at, floors, begun](base::result<storage::session_page> answer) {
        if (judge(answer ? nullptr : &answer.error(), at, begun, wants::nothing) != end::acknowledged) return;
        std::map<std::string, const domain::session_view*> found;
        for (const auto& item : answer->items)
          if (!found.emplace(item.record.session_id, &item).second)
            events_.broken("nothing is there twice", item.record.session_id + " in a list");
        for (auto& other : places_) {
          if (other.ref.tenant != at.ref.tenant) continue;
          const auto item = found.find(other.ref.id);
          if (item == found.end()) {
            if (other.created_at < begun && !may_be_erased(other))
              events_.broken("what was acknowledged is there", other.ledger.name() + " in a list");
            continue;
          }
          if (erased_at(other) < begun)
            events_.broken("what was erased is gone", other.ledger.name() + " in a list");
          other.ledger.shown_head(item->second->at.last_seq, floors.at(other.ref.id), false);
          other.ledger.shown_record(item->second->record, begun, events_.step);
          found.erase(item);
        }
        if (!found.empty())
          events_.broken("only what was created is there", found.begin()->first + " in a list");
      },
      list_atom_v, who(by, at), query);
}

void workload::passivate(client& by) {
  auto& at = some_place();
  const auto begun = events_.step;
  send<done>(
      by, "passivate " + at.ledger.name(),
      [this, &at, begun](base::result<done> answer) {
        (void)judge(answer ? nullptr : &answer.error(), at, begun, wants::nothing);
      },
      passivate_atom_v, who(by, at), at.ref);
}

}  // namespace parley::testing::simulation
