#include <algorithm>
#include <limits>

#include "actors/keeper.hpp"

namespace parley::actors {

using namespace protocol;

namespace {

/// Of a larger tree the leaves go first, each when it is due.
constexpr std::int64_t tree_nodes_max = 10'000;
constexpr tree_request whole_tree{std::numeric_limits<std::int64_t>::max(), tree_nodes_max, {}};

/// A page whose sessions' trees are being read; a verdict that is not there (yet) has no session.
struct open_page {
  retention_walk walk;
  decided_page page;
  std::vector<std::optional<retention_verdict>> verdicts;
  std::size_t open = 0;
  std::optional<base::status> failed;
  keeper_state::then_decided then;

  std::optional<std::size_t> decide(const domain::session_view& session) const {
    const auto* rule = domain::deciding_rule(walk.policy, session, walk.now);
    if (!rule) return std::nullopt;
    return static_cast<std::size_t>(rule - walk.policy.rules.data());
  }

  bool goes(const domain::session_view& session) const {
    const auto rule = decide(session);
    return rule && !walk.policy.rules[*rule].keep;
  }

  void close() {
    if (failed) return then(tl::unexpected(*failed));
    for (auto& verdict : verdicts)
      if (verdict) page.verdicts.push_back(std::move(*verdict));
    then(std::move(page));
  }
};
using open_page_ptr = std::shared_ptr<open_page>;

/// The first of the tree is the session itself, as it is by now.
void decide_tree(open_page& of, std::size_t place, session_tree& tree) {
  if (tree.truncated ||
      !std::all_of(tree.nodes.begin(), tree.nodes.end(),
                   [&](const domain::session_view& node) { return of.goes(node); }))
    return;
  const auto rule = *of.decide(tree.nodes.front());
  of.verdicts[place] = {std::move(tree.nodes.front()), rule};
}

storage::session_query query_of(const retention_walk& walk, std::int64_t idle_days,
                                std::int64_t items_max) {
  storage::session_query query;
  query.tenant = walk.tenant;
  query.order = storage::list_order::last_activity;
  query.oldest_first = true;
  // Exclusive, and one that was idle for just so long is due.
  query.active_to = walk.now - std::chrono::days{idle_days} + std::chrono::microseconds{1};
  query.after = walk.after;
  query.items_max = items_max;
  return query;
}

}  // namespace

void keeper_state::decide(const retention_walk& walk, std::int64_t items_max, then_decided then) {
  const auto idle_days = domain::shortest_idle_days(walk.policy);
  if (!idle_days) return then(decided_page{});
  auto of = std::make_shared<open_page>();
  of->walk = walk;
  of->then = std::move(then);
  const caller who{walk.tenant, "keeper", "", {}};
  const auto read_tree = [this, of, who](std::size_t place, const std::string& id) {
    ++of->open;
    const auto answered = [of] {
      if (--of->open == 0) of->close();
    };
    self->request(peers.reader, caf::infinite, tree_atom_v, who,
                  storage::session_ref{of->walk.tenant, id}, whole_tree)
        .then(
            [of, place, answered](session_tree& tree) {
              decide_tree(*of, place, tree);
              answered();
            },
            [of, answered](const caf::error& e) {
              const auto why = to_status(e);
              // One that is gone meanwhile, or whose tree cannot be read, stays out of it.
              if (is_away(why)) of->failed = why;
              answered();
            });
  };
  self->request(peers.reader, caf::infinite, list_atom_v, who,
                query_of(walk, *idle_days, items_max))
      .then(
          [of, read_tree](storage::session_page& found) {
            of->page.looked_at = static_cast<std::int64_t>(found.items.size());
            of->page.next = found.next;
            of->verdicts.resize(found.items.size());
            for (std::size_t i = 0; i < found.items.size(); ++i) {
              auto& session = found.items[i];
              if (of->goes(session))
                read_tree(i, session.record.session_id);
              else if (const auto rule = of->decide(session))
                of->verdicts[i] = {std::move(session), *rule};
            }
            if (of->open == 0) of->close();
          },
          [of](const caf::error& e) {
            of->failed = to_status(e);
            of->close();
          });
}

}  // namespace parley::actors
