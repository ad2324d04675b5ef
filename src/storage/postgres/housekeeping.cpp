#include "storage/postgres/housekeeping.hpp"

#include <iterator>

#include "storage/postgres/pipeline.hpp"

namespace parley::storage::postgres {
namespace {

// Old keys go in slices, one after another while there are more.
constexpr std::chrono::minutes forget_interval{1};
constexpr std::chrono::milliseconds forget_pause{100};
constexpr std::int64_t forgotten_at_once = 1000;
const std::string forget_sql =
    "DELETE FROM idempotency WHERE ctid = ANY (ARRAY(SELECT ctid FROM idempotency "
    "WHERE at <= $1 ORDER BY at LIMIT $2))";

// An idle moment of this length is used to clean.
constexpr std::chrono::seconds quiet{5};
constexpr std::chrono::seconds longest_clean{1};
constexpr const char* erased_tables[] = {"message", "session",     "turn",        "summary",
                                         "job",     "idempotency", "search_words"};

}  // namespace

void housekeeping::forget_effects(connection& c) {
  const auto now = options_.clock->monotonic();
  if (now < forget_at_) return;
  forget_at_ = now + forget_interval;
  const auto oldest = options_.clock->now() - std::chrono::seconds{options_.limits.idempotency_s};
  const auto forgotten =
      ask(c, every_tenant, forget_sql, parameters::of(base::to_micros(oldest), forgotten_at_once));
  if (forgotten.changed() == forgotten_at_once) forget_at_ = now + forget_pause;
}

void housekeeping::before_commit(connection& c) {
  busy_at_ = options_.clock->monotonic();
  forget_effects(c);
}

void housekeeping::idle(connection& c) {
  forget_effects(c);
  if (dirty_ && options_.clock->monotonic() - busy_at_ >= quiet) clean();
}

void housekeeping::clean() {
  const auto* const table = erased_tables[next_];
  next_ = (next_ + 1) % std::size(erased_tables);
  dirty_ = next_ != 0;
  // One table each time, and a connection of its own: what takes longer goes on in the server while
  // the writer is free again. A table that somebody else cleans is passed over.
  auto opts = options_;
  opts.deadline = longest_clean;
  connection{opts}.run(std::string{"VACUUM (SKIP_LOCKED) "} + opts.schema + "." + table);
}

}  // namespace parley::storage::postgres
