#include <algorithm>

#include "testing/simulation/workload.hpp"

namespace parley::testing::simulation {

using namespace protocol;

bool workload::may_be_erased(const place& at) {
  for (const auto* p = &at; p; p = p->parent)
    if (p->erasures.can_be_there() || p->rules->erases() ||
        p->persons->may_reach({p->ref.tenant, p->owner}, p->sent_at))
      return true;
  // A fork is not made when its origin is gone.
  return at.origin && !at.ledger.created && may_be_erased(*at.origin);
}

std::int64_t workload::erased_at(const place& at) {
  auto first = never;
  for (const auto* p = &at; p; p = p->parent) {
    first = std::min(first, p->erasures.acknowledged_at);
    if (p->created_at != never)
      first = std::min(first, p->persons->gone_at({p->ref.tenant, p->owner}, p->created_at));
  }
  return first;
}

std::vector<place*> workload::below(const place& at) {
  std::vector<place*> found;
  for (auto& other : places_)
    for (const auto* p = other.parent; p; p = p->parent)
      if (p == &at) found.push_back(&other);
  return found;
}

void workload::close(client& by) {
  auto& at = some_place();
  if (!at.ledger.creation_open) return create(by);
  // The same happens to all below it: to those that are surely there by now, and perhaps to others.
  struct closing {
    place* at;
    std::size_t write;
    bool surely;
  };
  std::vector<closing> with;
  for (auto* other : below(at))
    with.push_back({other, other->ledger.status.begin("closed", events_.step),
                    other->created_at < events_.step});
  ++at.closes.open;
  change(by, at, domain::close_change{}, at.ledger.status, "closed",
         [this, &at, with = std::move(with)](end how, bool changed) {
           count(at.closes, how, events_.step);
           for (const auto& [other, write, surely] : with) {
             if (how == end::refused) other->ledger.status.refused(write);
             if (how == end::acknowledged && changed && surely)
               other->ledger.status.acknowledged(write, events_.step);
           }
         });
}

void workload::reopen(client& by) {
  auto& at = some_place();
  if (!at.ledger.creation_open) return create(by);
  ++at.reopens.open;
  change(by, at, domain::reopen_change{}, at.ledger.status, "active",
         [this, &at](end how, bool) { count(at.reopens, how, events_.step); });
}

void workload::fork(client& by) {
  auto& at = some_place_of_kind(true);
  if (!at.is_fork) return create(by);
  // Until one of its requests may have had an effect, the next one forks something else.
  if (!at.creations.can_be_there()) {
    auto& origin = some_place();
    const auto floor = origin.ledger.floor();
    if (&origin == &at || floor == 0) return append(by);
    at.origin = &origin;
    at.owner = origin.owner;
    at.at_seq = 1 + static_cast<std::int64_t>(chance_.below(static_cast<std::uint64_t>(floor)));
    if (chance_.chance(5)) at.at_seq += floor;
    at.ledger.inherits(origin.ledger, at.at_seq);
  }
  create_command command;
  command.request.session_id = at.ref.id;
  command.fork = storage::fork_point{at.origin->ref.id, at.at_seq};
  send_create(by, at, std::move(command), 0);
}

void workload::erase(client& by) {
  auto& at = some_place();
  // What has much below it goes last.
  if (!at.ledger.creation_open || (!below(at).empty() && chance_.chance(70))) return create(by);
  ++at.erasures.open;
  const auto begun = events_.step;
  send<domain::erasure>(
      by, "erase " + at.ledger.name(),
      [this, &at, begun](base::result<domain::erasure> answer) {
        const auto how = judge(answer ? nullptr : &answer.error(), at, begun, wants::nothing);
        if (how == end::refused && answer.error().code == base::errc::not_found &&
            at.created_at < begun)
          events_.broken("what was acknowledged is there", at.ledger.name() + " cannot be erased");
        count(at.erasures, how, events_.step);
        if (how != end::acknowledged) return;
        if (at.receipt_id.value_or(answer->receipt_id) != answer->receipt_id)
          events_.broken("an erasure has one receipt", at.ledger.name());
        at.receipt_id = answer->receipt_id;
      },
      erase_atom_v, who(by, at), at.ref, erase_command{});
}

void workload::tree(client& by) {
  auto& at = some_place();
  const auto begun = events_.step;
  send<session_tree>(
      by, "tree " + at.ledger.name(),
      [this, &at, begun](base::result<session_tree> answer) {
        if (judge(answer ? nullptr : &answer.error(), at, begun, wants::session) != end::acknowledged)
          return;
        std::map<std::string, const domain::session_view*> found;
        for (const auto& node : answer->nodes) found[node.record.session_id] = &node;
        if (found.size() != answer->nodes.size())
          events_.broken("nothing is there twice", "in the tree of " + at.ledger.name());
        auto expected = below(at);
        expected.push_back(&at);
        for (auto* other : expected) {
          const auto node = found.find(other->ref.id);
          if (node == found.end()) {
            if (other->created_at < begun && !may_be_erased(*other))
              events_.broken("what was acknowledged is there", other->ledger.name() + " in a tree");
            continue;
          }
          if (erased_at(*other) < begun)
            events_.broken("what was erased is gone", other->ledger.name() + " in a tree");
          other->ledger.shown_record(node->second->record, begun, events_.step);
          found.erase(node);
        }
        if (!found.empty())
          events_.broken("only what is below is in a tree", found.begin()->first);
      },
      tree_atom_v, who(by, at), at.ref, tree_request{16, 1000, {}});
}

}  // namespace parley::testing::simulation
