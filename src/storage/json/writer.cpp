#include "storage/json/writer.hpp"

#include <algorithm>
#include <chrono>
#include <exception>
#include <utility>

#include "storage/json/changes.hpp"
#include "storage/json/names.hpp"
#include "storage/memory/apply.hpp"
#include "storage/refusal.hpp"

namespace parley::storage::json {
namespace {

/// How far ahead numbers are noted, so that few commits write the store's own file. What is left of
/// them is skipped when a process did not come to its end.
constexpr std::int64_t reserved = 1000;

memory::counters ahead(memory::counters of) {
  of.next_session += reserved;
  of.next_log += reserved;
  of.next_job += reserved;
  of.next_position += reserved;
  return of;
}

bool is_within(const memory::counters& used, const memory::counters& noted) {
  return used.next_session <= noted.next_session && used.next_log <= noted.next_log &&
         used.next_job <= noted.next_job && used.next_position <= noted.next_position;
}

std::vector<outcome> all_end(std::size_t count, commit kind, const base::status& error) {
  outcome each;
  each.kind = kind;
  each.error = error;
  return std::vector<outcome>(count, each);
}

/// Submissions that change files of more bytes together run alone: what is in the mailbox at one
/// time may touch all sessions there are.
std::size_t batch_bytes_max(const disk& d) { return d.file_bytes_max() / 4; }

/// What adds messages leaves room at the end of a file, so that a session that takes no more can
/// still be closed, moved, and erased from.
std::size_t file_bytes_max(const disk& d, std::span<const submission> batch) {
  const auto most = d.file_bytes_max();
  const bool adds =
      std::any_of(batch.begin(), batch.end(), [](const auto& s) { return !s.parts.empty(); });
  return adds ? most - most / 16 : most;
}

/// Erasing needs little and gives back much.
bool erases(std::span<const submission> batch) {
  return std::any_of(batch.begin(), batch.end(),
                     [](const auto& s) { return s.erase || s.blank || s.purge; });
}

base::result<void> write_record(disk& d, const store_record& record) {
  return replace(d, store_file, write_store_file(record)).and_then([&] {
    return d.sync_folder("");
  });
}

}  // namespace

writer::writer(std::shared_ptr<disk> d, std::shared_ptr<open_journal> journal,
               std::shared_ptr<memory::tables> t, store_record record)
    : disk_(std::move(d)),
      journal_(std::move(journal)),
      tables_(std::move(t)),
      record_(std::move(record)) {}

base::result<std::unique_ptr<writer>> writer::open(std::shared_ptr<disk> d,
                                                   std::shared_ptr<open_journal> journal,
                                                   std::shared_ptr<memory::tables> t,
                                                   store_record record) {
  std::lock_guard guard{t->mutex};
  if (auto done = journal->finish(); !done) return base::fail(done.error());
  const auto epoch = record.next.epoch + 1;
  record.next = ahead(*t);
  record.next.epoch = epoch;
  if (auto done = write_record(*d, record); !done) return base::fail(done.error());
  t->epoch = epoch;
  t->track();
  return std::unique_ptr<writer>{
      new writer{std::move(d), std::move(journal), std::move(t), std::move(record)}};
}

writer::~writer() {
  if (!journal_->finish() || fence()) return;
  std::lock_guard guard{tables_->mutex};
  // Without it the numbers that were noted ahead are skipped, that is all.
  record_.next = *tables_;
  static_cast<void>(write_record(*disk_, record_));
}

std::vector<outcome> writer::commit(std::span<const submission> batch) {
  if (const auto done = journal_->finish(); !done)
    return all_end(batch.size(), storage::commit::rejected, done.error());
  if (const auto why = fence()) return all_end(batch.size(), storage::commit::rejected, *why);
  if (!erases(batch))
    if (const auto room = make_room(); !room)
      return all_end(batch.size(), storage::commit::rejected, room.error());
  auto outcomes = take(batch);
  // What fails here is tried again before the next batch; this one is durable.
  static_cast<void>(journal_->finish());
  return outcomes;
}

std::vector<outcome> writer::take(std::span<const submission> batch) {
  std::string why;
  if (auto together = attempt(batch, why)) return *std::move(together);
  // Only when memory ran out while the journal was written is there one.
  if (const auto gone = journal_->finish(); !gone)
    return all_end(batch.size(), storage::commit::unknown, gone.error());
  if (batch.size() == 1) return all_end(1, storage::commit::rejected, refusal::poison(why));
  std::vector<outcome> outcomes;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const auto done = journal_->finish();
    auto alone =
        done ? take(batch.subspan(i, 1)) : all_end(1, storage::commit::rejected, done.error());
    outcomes.push_back(std::move(alone.front()));
  }
  return outcomes;
}

std::optional<std::vector<outcome>> writer::attempt(std::span<const submission> batch,
                                                    std::string& why) {
  constexpr std::size_t probe_bytes_max = std::size_t{1} << 20;
  std::lock_guard guard{tables_->mutex};
  tables_->track();
  std::vector<outcome> outcomes;
  std::optional<journal_failure> failed;
  try {
    for (const auto& s : batch) outcomes.push_back(memory::apply(*tables_, s));
    auto changes =
        changed_files(*tables_, batch.size() > 1 ? batch_bytes_max(*disk_) : disk::unlimited);
    if (!changes) {
      undo();
      return std::nullopt;
    }
    const auto bytes = bytes_of(*changes);
    failed = keep(*std::move(changes), file_bytes_max(*disk_, batch));
    if (!failed) return outcomes;
    if (!failed->named && failed->error.code == base::errc::unavailable)
      wanted_bytes_ = std::min(bytes, probe_bytes_max);
  } catch (const std::exception& e) {
    undo();
    why = e.what();
    return std::nullopt;
  }
  undo();
  return all_end(batch.size(), failed->named ? storage::commit::unknown : storage::commit::rejected,
                 failed->error);
}

std::optional<journal_failure> writer::keep(file_changes changes, std::size_t file_bytes_max) {
  if (changes.empty()) return std::nullopt;
  auto record = record_;
  if (!is_within(*tables_, record.next)) {
    record.next = ahead(*tables_);
    changes[store_file] = write_store_file(record);
  }
  if (auto failed = journal_->keep(std::move(changes), file_bytes_max)) return failed;
  record_ = std::move(record);
  return std::nullopt;
}

void writer::undo() {
  tables_->undo();
  tables_->index();
}

std::optional<base::status> writer::fence() {
  const auto text = disk_->read(store_file);
  if (!text)
    return base::status{base::errc::unavailable, "", text.error().text,
                        text.error().retry_after_ms};
  try {
    const auto there = read_store_file(read_object(text->value_or("")));
    if (there.store_id == record_.store_id && there.next.epoch == record_.next.epoch)
      return std::nullopt;
    return refusal::fence_lost(record_.next.epoch, there.next.epoch);
  } catch (const std::exception& e) {
    return base::status{base::errc::unavailable, "",
                        std::string{store_file} + " cannot be read: " + e.what()};
  }
}

base::result<void> writer::make_room() {
  // A disk that was full is asked first: to undo a batch costs more than to write one.
  if (wanted_bytes_ == 0) return {};
  const auto part = std::string{journal_file} + std::string{part_suffix};
  const auto there = disk_->write(part, std::string(wanted_bytes_, ' '));
  const auto gone = disk_->remove(part);
  if (!there) return there;
  if (!gone) return gone;
  wanted_bytes_ = 0;
  return {};
}

void writer::idle() {
  if (!journal_->finish() || fence()) return;
  forget_effects();
  // What is durable and cannot be carried out now is tried again before the next batch.
  static_cast<void>(journal_->finish());
}

void writer::forget_effects() {
  constexpr std::chrono::hours interval{1};
  constexpr std::size_t sessions_at_once = 20;
  const auto now = tables_->clock->now();
  if (now < forgets_at_) return;
  auto more = forget_effects_of(sessions_at_once);
  if (!more && more.error().code == base::errc::too_large) more = forget_effects_of(1);
  if (!more.value_or(false)) forgets_at_ = now + interval;
}

base::result<bool> writer::forget_effects_of(std::size_t sessions) {
  constexpr std::size_t part_of_batch = 8;
  bool more = false;
  std::optional<journal_failure> failed;
  try {
    std::optional<file_changes> changes;
    {
      std::lock_guard guard{tables_->mutex};
      tables_->track();
      more = tables_->forget_effects(sessions);
      changes = changed_files(
          *tables_, sessions > 1 ? batch_bytes_max(*disk_) / part_of_batch : disk::unlimited);
    }
    // Nobody is shown what is too old, so readers need not wait for the disk.
    if (changes)
      failed = keep(*std::move(changes), disk_->file_bytes_max());
    else
      failed = journal_failure{{base::errc::too_large, "", "too much at once"}, false};
    if (!failed) return more;
  } catch (const std::exception& e) {
    failed = journal_failure{{base::errc::internal, "", e.what()}, false};
  }
  std::lock_guard guard{tables_->mutex};
  undo();
  return base::fail(failed->error);
}

}  // namespace parley::storage::json
