#include "storage/sqlite/housekeeping.hpp"

#include <sqlite3.h>

namespace parley::storage::sqlite {
namespace {

// An idle moment of this length is used to empty the log and to bring its space back.
constexpr std::chrono::seconds quiet{5};

// Old keys go in slices, one after another while there are more.
constexpr std::chrono::minutes forget_interval{1};
constexpr std::chrono::milliseconds forget_pause{100};

}  // namespace

housekeeping::housekeeping(const options& opts) : options_(opts) { restarted(); }

void housekeeping::restarted() {
  frames_seen_ = 0;
  checkpoint_at_ = options_.checkpoint_pages;
  busy_at_ = options_.clock->monotonic();
}

bool housekeeping::log_is_long(const connection& c) {
  const auto frames = c.wal_frames();
  // Fewer than before: everything was in the file and the log began anew.
  if (frames < frames_seen_) checkpoint_at_ = options_.checkpoint_pages;
  frames_seen_ = frames;
  return frames >= checkpoint_at_;
}

void housekeeping::checkpoint(connection& c) {
  c.checkpoint(checkpoint_mode::passive);
  // While a reader keeps the log from beginning anew, it grows on and is worked off in steps.
  checkpoint_at_ = frames_seen_ + options_.checkpoint_pages;
}

void housekeeping::forget_effects(connection& c, write_statements& sql) {
  const auto now = options_.clock->monotonic();
  if (now < forget_at_) return;
  forget_at_ = now + forget_interval;
  const auto oldest = options_.clock->now() - std::chrono::seconds{options_.limits.idempotency_s};
  sql.forget_effects.bind_all(base::to_micros(oldest), forgotten_at_once);
  sql.forget_effects.run();
  if (sqlite3_changes64(c.handle()) == forgotten_at_once) forget_at_ = now + forget_pause;
}

void housekeeping::before_commit(connection& c, write_statements& sql) {
  busy_at_ = options_.clock->monotonic();
  forget_effects(c, sql);
  if (log_is_long(c)) checkpoint(c);
}

void housekeeping::idle(connection& c, write_statements& sql) {
  forget_effects(c, sql);
  const bool is_long = log_is_long(c);
  if (frames_seen_ > 0 && options_.clock->monotonic() - busy_at_ >= quiet) {
    if (c.checkpoint(checkpoint_mode::truncate_now)) restarted();
  } else if (is_long) {
    checkpoint(c);
  }
}

}  // namespace parley::storage::sqlite
