#include "runtime/metrics_page.hpp"

#include "parley/storage/job.hpp"
#include "parley/telemetry/exposition.hpp"

namespace parley::runtime {

namespace {

using enum telemetry::metric_kind;
using telemetry::exposition;
using telemetry::per_second;

template <class T>
double now(const std::atomic<T>& figure) {
  return static_cast<double>(figure.load(std::memory_order_relaxed));
}

double of(std::uint64_t count) { return static_cast<double>(count); }

void write_sessions(exposition& to, const measured& m) {
  if (m.sessions) {
    to.begin(gauge, "sessions_live", "Sessions that are in memory, packed ones among them.");
    to.sample(of(m.sessions->live));
  }
  to.begin(counter, "sessions_created_total", "Sessions that were created, children among them.");
  to.sample(of(m.counters.creation.read().count));
  to.begin(counter, "messages_appended_total", "Messages that were stored and are new.");
  to.sample(now(m.counters.messages_appended));
  to.begin(histogram, "append_seconds",
           "From an append's arrival at its session to its answer, which is durable.");
  to.sample(m.meters.append_us, per_second);
  to.begin(gauge, "mailbox_depth",
           "Requests that wait in the mailboxes of sessions, supervisor, writer and readers.");
  to.sample(now(m.meters.mailbox_depth));
}

void write_contexts(exposition& to, const measured& m) {
  to.begin(histogram, "context_seconds", "Time to build the messages of a model call.");
  to.sample(m.meters.context_us, per_second);
  to.begin(counter, "summaries_total",
           "Attempts to summarize a session: made (the summary is stored) or failed.");
  to.sample(now(m.counters.summaries_made), {{"result", "made"}});
  to.sample(now(m.counters.summaries_failed), {{"result", "failed"}});
  to.begin(histogram, "summary_seconds",
           "Time from the beginning of an attempt to the stored summary.");
  to.sample(m.meters.summary_us, per_second);
}

void write_store(exposition& to, const measured& m) {
  to.begin(histogram, "store_commit_seconds",
           "Time that the store takes for one commit, its sync included.");
  to.sample(m.meters.commit_us, per_second);
  to.begin(histogram, "store_commit_messages",
           "Messages in one commit; 0 for those that change something else.");
  to.sample(m.meters.commit_messages, 1);
  to.begin(counter, "migration_moved_total", "Sessions that were moved into the archive.");
  to.sample(now(m.counters.sessions_moved));
  to.begin(counter, "migration_failed_total", "Moves into the archive that failed.");
  to.sample(now(m.counters.moves_failed));
  to.begin(gauge, "migration_lag_seconds",
           "For how long the oldest session of the last round had been due to be moved.");
  to.sample(now(m.counters.migration_lag_s));
}

void write_jobs(exposition& to, const measured& m) {
  using storage::job_kind;
  constexpr std::array ends{"done", "retried", "dead"};  // of telemetry::job_end
  to.begin(counter, "tasks_total",
           "Background work by what became of it: done, retried (an attempt failed) or dead (a "
           "dead letter).");
  for (const auto kind : {job_kind::deliver, job_kind::cascade, job_kind::purge, job_kind::poison,
                          job_kind::blank, job_kind::person})
    for (std::size_t end = 0; end < ends.size(); ++end)
      to.sample(now(m.meters.jobs[static_cast<std::size_t>(kind)][end]),
                {{"kind", std::string{storage::to_string(kind)}}, {"state", ends[end]}});
}

void write_requests(exposition& to, const measured& m) {
  to.begin(histogram, "http_request_seconds",
           "Time from a whole request to its answer, of a stream to its beginning, by the pattern "
           "of the route.");
  m.requests.visit(
      [&](std::string_view route, std::string_view status, const telemetry::histogram& took_us) {
        to.sample(took_us, per_second,
                  {{"route", std::string{route}}, {"status", std::string{status}}});
      });
  to.begin(counter, "validation_errors_total",
           "Requests, actions and frames that were refused for a value, by its field; indexes are "
           "left out.");
  for (const auto& [field, count] : m.refused.read()) to.sample(of(count), {{"field", field}});
}

void write_actions(exposition& to, const measured& m) {
  if (m.actions.empty()) return;
  to.begin(counter, "actions_total",
           "Actions over Redis by how they ended: done, failed (answered with an error) or dead (a "
           "dead letter).");
  for (const auto& tally : m.actions) {
    const std::string type{tally.type};
    to.sample(of(tally.done), {{"type", type}, {"result", "done"}});
    to.sample(of(tally.failed), {{"type", type}, {"result", "failed"}});
    to.sample(of(tally.dead), {{"type", type}, {"result", "dead"}});
  }
}

void write_streams(exposition& to, const measured& m) {
  to.begin(gauge, "stream_subscribers", "Live streams that are open.");
  to.sample(now(m.streams.subscribers));
  to.begin(counter, "stream_dropped_total",
           "Events without a message that a slow subscriber was not told.");
  to.sample(now(m.streams.dropped));
}

}  // namespace

std::string metrics_page(const measured& m) {
  exposition page;
  for (const auto write : {write_sessions, write_contexts, write_store, write_jobs, write_requests,
                           write_actions, write_streams})
    write(page, m);
  return page.text();
}

}  // namespace parley::runtime
