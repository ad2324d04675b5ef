#include "actors/courier.hpp"
#include "parley/storage/rows_owner.hpp"

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
  if (!peers.indexer) return purge_rows(job, order);
  self->request(peers.indexer, caf::infinite, forget_atom_v, internal(job.tenant), target->log)
      .then([this, job, order](const done&) { purge_rows(job, order); },
            [this, order](const caf::error&) {
              pause();
              let_go(order.job);
            });
}

void courier_state::purge_rows(const storage::job& job, const storage::purge_order& order) {
  storage::submission what;
  what.purge = order;
  self->request(peers.writer, caf::infinite, submit_atom_v, internal(""), std::move(what))
      .then(
          [this, job, order](const commit_reply& answer) {
            if (answer.outcome.kind != storage::commit::committed) {
              pause();
              return let_go(order.job);
            }
            store_failures = 0;
            if (order.step == storage::purge_order::phase::finish) {
              ended(job, telemetry::job_end::done);
              return let_go(order.job);
            }
            answer.outcome.purge_left ? purge_rows(job, order) : finish_purge(job, order);
          },
          [this, order](const caf::error&) {
            pause();
            let_go(order.job);
          });
}

void courier_state::finish_purge(const storage::job& job, storage::purge_order order) {
  order.step = storage::purge_order::phase::finish;
  if (!peers.mover) return purge_rows(job, order);
  // It may have come back from the archive a moment ago, where its rows wait to be removed. An
  // archive that is away keeps this job only.
  self->request(peers.mover, caf::infinite, clean_atom_v, internal(job.tenant),
                storage::owner_of_rows(job))
      .then([this, job, order](const done&) { purge_rows(job, order); },
            [this, job](const caf::error& e) {
              failed(job, to_status(e), domain::retry_verdict::later);
            });
}

}  // namespace parley::actors
