#include "actors/courier.hpp"

namespace parley::actors {

using namespace protocol;

namespace {

constexpr std::int64_t purged_max = 1000;  ///< rows removed in one commit

caller internal(const std::string& tenant) { return {tenant, "courier", "", {}}; }

}  // namespace

// What was erased leaves the search index first, which needs its text to find it there; then the
// rows go, then the receipt says so. Each step can be repeated, and a job that stops begins anew.

void courier_state::purge(const storage::job& job) {
  const auto target = storage::read_purge(job);
  if (!target) return failed(job, target.error(), domain::retry_verdict::give_up);
  storage::purge_order order{
      job.id, {job.tenant, job.session_id}, target->log, purged_max, target->seqs};
  if (!peers.indexer) return purge_rows(order);
  self->request(peers.indexer, caf::infinite, forget_atom_v, internal(job.tenant), target->log)
      .then([this, order](const done&) { purge_rows(order); },
            [this, order](const caf::error&) {
              pause();
              let_go(order.job);
            });
}

void courier_state::purge_rows(const storage::purge_order& order) {
  storage::submission what;
  what.purge = order;
  self->request(peers.writer, caf::infinite, submit_atom_v, internal(""), std::move(what))
      .then(
          [this, order](const commit_reply& answer) {
            if (answer.outcome.kind != storage::commit::committed) {
              pause();
              return let_go(order.job);
            }
            store_failures = 0;
            if (order.step == storage::purge_order::phase::finish) return let_go(order.job);
            answer.outcome.purge_left ? purge_rows(order) : finish_purge(order);
          },
          [this, order](const caf::error&) {
            pause();
            let_go(order.job);
          });
}

void courier_state::finish_purge(storage::purge_order order) {
  order.step = storage::purge_order::phase::finish;
  if (!peers.mover) return purge_rows(order);
  // It may have come back from the archive a moment ago, where its rows wait to be removed.
  self->request(peers.mover, caf::infinite, clean_atom_v, internal(order.session.tenant),
                order.session)
      .then([this, order](const done&) { purge_rows(order); },
            [this, order](const caf::error&) {
              pause();
              let_go(order.job);
            });
}

}  // namespace parley::actors
