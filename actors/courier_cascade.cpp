#include <utility>

#include "actors/courier.hpp"

namespace parley::actors {

using namespace protocol;
using base::errc;

namespace {

constexpr std::int64_t walked_max = 1000;    ///< sessions that one walk through the tree gives
constexpr std::size_t settling_max = 16;     ///< sessions of one cascade at a time
constexpr std::int64_t depth_max = 1'000'000;  ///< the whole tree, however it was imported

caller internal(const std::string& tenant) { return {tenant, "courier", "", {}}; }

bool is_gone(const base::status& why) {
  return why.code == errc::not_found || why.code == errc::erased;
}

/// Somebody below was made active, or a walk did not see it: look again.
bool is_early(const base::status& why) {
  return why.code == errc::conflict && why.field == "children";
}

}  // namespace

void courier_state::cascade(const storage::job& job) {
  auto what = domain::read_cascade(job.payload);
  if (!what) return failed(job, what.error(), domain::retry_verdict::give_up);
  auto run = std::make_shared<cascade_run>();
  run->job = job;
  run->what = std::move(*what);
  walk(run);
}

void courier_state::walk(const cascade_ptr& run) {
  tree_request wanted{depth_max, walked_max, run->what.operation};
  self->request(peers.reader, caf::infinite, tree_atom_v, internal(run->job.tenant),
                storage::session_ref{run->job.tenant, run->job.session_id}, wanted)
      .then(
          [this, run](session_tree& tree) {
            run->tree = std::move(tree);
            const auto n = run->tree.nodes.size();
            run->open.assign(n, 0);
            for (std::size_t i = 1; i < n; ++i)
              ++run->open[static_cast<std::size_t>(run->tree.above[i])];
            for (std::size_t i = 1; i < n; ++i)
              if (run->open[i] == 0) run->ready.push_back(i);
            settle_ready(run);
          },
          [this, run](const caf::error& e) {
            const auto why = to_status(e);
            if (is_gone(why)) return over(run->job);
            failed(run->job, why, domain::judge(why, run->job.attempts + 1));
          });
}

void courier_state::settle_ready(const cascade_ptr& run) {
  while (!run->failed && !run->ready.empty() && run->in_flight < settling_max) {
    const auto place = run->ready.front();
    run->ready.pop_front();
    ++run->in_flight;
    const auto& record = run->tree.nodes[place].record;
    self->request(peers.supervisor, caf::infinite, settle_atom_v, internal(run->job.tenant),
                  storage::session_ref{run->job.tenant, record.session_id},
                  settle_command{run->what.operation, run->what.reason, run->job.session_id})
        .then([this, run, place](const done&) { settled(run, place, nullptr); },
              [this, run, place](const caf::error& e) {
                const auto why = to_status(e);
                settled(run, place, is_gone(why) ? nullptr : &why);
              });
  }
  if (run->in_flight > 0) return;
  if (run->failed) {
    const auto verdict = is_early(*run->failed)
                             ? domain::retry_verdict::later
                             : domain::judge(*run->failed, run->job.attempts + 1);
    return failed(run->job, *run->failed, verdict);
  }
  if (run->tree.truncated) return walk(run);
  settle_root(run);
}

void courier_state::settled(const cascade_ptr& run, std::size_t place, const base::status* why) {
  --run->in_flight;
  // With more of the tree to come a session may be early; the next walk meets it again.
  if (why && !(run->tree.truncated && is_early(*why))) run->failed = *why;
  const auto above = static_cast<std::size_t>(run->tree.above[place]);
  if (--run->open[above] == 0 && above != 0) run->ready.push_back(above);
  settle_ready(run);
}

void courier_state::settle_root(const cascade_ptr& run) {
  self->request(peers.supervisor, caf::infinite, settle_atom_v, internal(run->job.tenant),
                storage::session_ref{run->job.tenant, run->job.session_id},
                settle_command{run->what.operation, run->what.reason, run->what.part_of})
      // The job is gone with the commit that ended it; removing it again also ends one whose
      // session has changed its mind.
      .then([this, run](const done&) { over(run->job); },
            [this, run](const caf::error& e) {
              const auto why = to_status(e);
              if (is_gone(why)) return over(run->job);
              failed(run->job, why,
                     is_early(why) ? domain::retry_verdict::later
                                   : domain::judge(why, run->job.attempts + 1));
            });
}

}  // namespace parley::actors
