#include <memory>

#include "testing/simulation/workload.hpp"

// What operators do with an archive, and lists that are read while sessions move.

namespace parley::testing::simulation {

using namespace protocol;

void workload::move(client& by) {
  auto& at = some_place();
  at.ledger.may_be_archived = true;
  const auto begun = events_.step;
  send<migration_status>(
      by, "move " + at.ledger.name(),
      [this, &at, begun](base::result<migration_status> answer) {
        const auto how = judge(answer ? nullptr : &answer.error(), at, begun, wants::session);
        if (how != end::acknowledged) return;
        wrote(begun, at);
        if (answer->moved == 0)
          events_.broken("what moves is counted", at.ledger.name());
      },
      migrate_atom_v, who(by, at), at.ref);
}

void workload::migrate(client& by) {
  auto& at = some_place();
  migration_command command;
  switch (chance_.below(4)) {
    case 0:
      break;  // a look
    case 1:
      command.what = migration_command::act::stop;
      break;
    default:
      for (auto& other : places_) other.ledger.may_be_archived = true;
      command.what = migration_command::act::start;
      command.interval_s = 1 + static_cast<std::int64_t>(chance_.below(3));
      command.batch = 1 + static_cast<std::int64_t>(chance_.below(4));
      command.rate = static_cast<std::int64_t>(chance_.below(2)) * 10;
  }
  const auto begun = events_.step;
  send<migration_status>(
      by, "migrate",
      [this, &at, begun](base::result<migration_status> answer) {
        (void)judge(answer ? nullptr : &answer.error(), at, begun, wants::nothing);
      },
      migrate_atom_v, who(by, at), command);
}

/// A list that is read page by page.
struct workload::listing {
  place* at = nullptr;
  storage::session_query query;
  std::int64_t begun = 0;
  std::set<std::string> found{};
};

void workload::list_pages(client& by) {
  auto reading = std::make_shared<listing>(listing{&some_place(), {}, events_.step});
  reading->query.tenant = reading->at->ref.tenant;
  reading->query.items_max = 1 + static_cast<std::int64_t>(chance_.below(2));
  reading->query.oldest_first = chance_.chance(50);
  next_page(by, reading);
}

void workload::next_page(client& by, const std::shared_ptr<listing>& reading) {
  send<storage::session_page>(
      by, "list_pages " + reading->at->ref.tenant,
      [this, &by, reading](base::result<storage::session_page> answer) {
        const auto begun = reading->begun;
        const auto* failed = answer ? nullptr : &answer.error();
        if (judge(failed, *reading->at, begun, wants::nothing) != end::acknowledged) return;
        for (const auto& item : answer->items)
          if (!reading->found.insert(item.record.session_id).second)
            events_.broken("nothing is there twice", item.record.session_id + " in pages of a list");
        reading->query.after = answer->next;
        if (answer->next) return next_page(by, reading);
        for (const auto& other : places_)
          if (other.ref.tenant == reading->at->ref.tenant && other.created_at < begun &&
              !may_be_erased(other) && !reading->found.contains(other.ref.id))
            events_.broken("what was acknowledged is there",
                           other.ledger.name() + " in pages of a list");
      },
      list_atom_v, who(by, *reading->at), reading->query);
}

}  // namespace parley::testing::simulation
