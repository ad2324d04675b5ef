#include "storage/json/writer.hpp"

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

base::result<void> write_record(disk& d, const store_record& record) {
  return replace(d, store_file, write_store_file(record)).and_then([&] {
    return d.sync_folder("");
  });
}

}  // namespace

writer::writer(std::shared_ptr<disk> d, std::shared_ptr<memory::tables> t, store_record record)
    : disk_(std::move(d)), tables_(std::move(t)), record_(std::move(record)) {}

base::result<std::unique_ptr<writer>> writer::open(std::shared_ptr<disk> d,
                                                   std::shared_ptr<memory::tables> t,
                                                   store_record record) {
  std::lock_guard guard{t->mutex};
  const auto epoch = record.next.epoch + 1;
  record.next = ahead(*t);
  record.next.epoch = epoch;
  if (auto done = write_record(*d, record); !done) return base::fail(done.error());
  t->epoch = epoch;
  t->track();
  return std::unique_ptr<writer>{new writer{std::move(d), std::move(t), std::move(record)}};
}

writer::~writer() {
  if (recover() || fence()) return;
  std::lock_guard guard{tables_->mutex};
  // Without it the numbers that were noted ahead are skipped, that is all.
  record_.next = *tables_;
  static_cast<void>(write_record(*disk_, record_));
}

std::vector<outcome> writer::commit(std::span<const submission> batch) {
  if (const auto why = recover()) return all_end(batch.size(), storage::commit::rejected, *why);
  if (const auto why = fence()) return all_end(batch.size(), storage::commit::rejected, *why);
  if (const auto room = make_room(); !room)
    return all_end(batch.size(), storage::commit::rejected, room.error());
  auto outcomes = take(batch);
  // What fails here is tried again before the next batch; this one is durable.
  static_cast<void>(recover());
  return outcomes;
}

std::vector<outcome> writer::take(std::span<const submission> batch) {
  std::string why;
  if (auto together = attempt(batch, why)) return *std::move(together);
  if (batch.size() == 1) return all_end(1, storage::commit::rejected, refusal::poison(why));
  std::vector<outcome> outcomes;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const auto gone = recover();
    auto alone = gone ? all_end(1, storage::commit::rejected, *gone) : take(batch.subspan(i, 1));
    outcomes.push_back(std::move(alone.front()));
  }
  return outcomes;
}

std::optional<std::vector<outcome>> writer::attempt(std::span<const submission> batch,
                                                    std::string& why) {
  std::lock_guard guard{tables_->mutex};
  tables_->track();
  std::vector<outcome> outcomes;
  file_changes changes;
  try {
    for (const auto& s : batch) outcomes.push_back(memory::apply(*tables_, s));
    changes = changed_files(*tables_);
  } catch (const std::exception& e) {
    undo();
    why = e.what();
    return std::nullopt;
  }
  const auto failed = keep(std::move(changes));
  if (!failed) return outcomes;
  undo();
  if (!failed->named) return all_end(batch.size(), storage::commit::rejected, failed->error);
  doubtful_ = true;
  return all_end(batch.size(), storage::commit::unknown, failed->error);
}

std::optional<journal_failure> writer::keep(file_changes changes) {
  if (changes.empty()) return std::nullopt;
  auto record = record_;
  if (!is_within(*tables_, record.next)) {
    record.next = ahead(*tables_);
    changes[store_file] = write_store_file(record);
  }
  if (auto failed = keep_journal(*disk_, changes)) {
    if (!failed->named)
      for (const auto& [name, content] : changes)
        wanted_bytes_ += name.size() + (content ? content->size() : 0);
    return failed;
  }
  record_ = record;
  pending_ = std::move(changes);
  return std::nullopt;
}

void writer::undo() {
  tables_->undo();
  tables_->index();
}

std::optional<base::status> writer::recover() {
  if (doubtful_) {
    // Who was told that the outcome is unknown has read since then that nothing is there.
    const auto gone = disk_->remove(journal_file).and_then([&] { return disk_->sync_folder(""); });
    if (!gone) return gone.error();
    doubtful_ = false;
  }
  if (!pending_.empty()) {
    if (const auto done = carry_out(*disk_, pending_); !done) return done.error();
    pending_.clear();
  }
  return std::nullopt;
}

std::optional<base::status> writer::fence() {
  const auto text = disk_->read(store_file);
  if (!text) return text.error();
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
  if (recover() || fence()) return;
  forget_effects();
  // What is durable and cannot be carried out now is tried again before the next batch.
  static_cast<void>(recover());
}

void writer::forget_effects() {
  constexpr std::chrono::hours interval{1};
  const auto now = tables_->clock->now();
  if (now < forgets_at_) return;
  forgets_at_ = now + interval;
  std::lock_guard guard{tables_->mutex};
  tables_->track();
  tables_->forget_effects();
  if (const auto failed = keep(changed_files(*tables_))) {
    undo();
    doubtful_ = failed->named;
  }
}

}  // namespace parley::storage::json
