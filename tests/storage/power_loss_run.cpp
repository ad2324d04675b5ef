#include "storage/power_loss_run.hpp"

#include <algorithm>
#include <utility>

#include "parley/testing/samples.hpp"
#include "storage/sqlite/store.hpp"

namespace parley::tests {

using storage::commit;
using storage::submission;

namespace {

constexpr std::size_t sessions_max = 8;

}  // namespace

power_loss_run::power_loss_run(std::uint64_t seed) : random_(seed), disk_(random_.next()) {}

std::string power_loss_run::run(const plan& p) {
  if (!open() || !create_sessions()) return "the store could not be made";
  disk_.ignore_syncs(p.ignored_syncs);
  for (int n = 0; n < p.lives && broken_.empty(); ++n) live(p);
  close();
  return broken_;
}

void power_loss_run::broken(const std::string& what) {
  if (broken_.empty()) broken_ = what;
}

bool power_loss_run::open() {
  storage::sqlite::options options;
  options.vfs = disk_.vfs();
  options.lock = false;
  options.clock = &clock_;
  options.checkpoint_pages = 5 + static_cast<std::int64_t>(random_.below(40));
  auto opened = storage::sqlite::open("store", options);
  if (!opened) return false;
  store_ = std::move(*opened);
  auto writer = store_->open_writer();
  if (!writer) return false;
  writer_ = std::move(*writer);
  // Whether somebody else has the file open decides what a writer finds that opens it again.
  if (random_.chance(50)) reader_ = std::move(*store_->open_reader());
  return true;
}

void power_loss_run::close() {
  reader_ = {};
  writer_.reset();
  store_.reset();
}

bool power_loss_run::create_sessions() {
  for (const char* id : {"a", "b", "c"}) {
    submission s;
    s.session = {"t", id};
    s.epoch = writer_->epoch();
    s.create = testing::sample_session("t", id, clock_);
    const auto o = writer_->commit({&s, 1}).at(0);
    if (o.kind != commit::committed) return false;
    sessions_.push_back({s.session, o.key, o.log, {}});
  }
  return true;
}

void power_loss_run::live(const plan& p) {
  if (p.power_loss)
    disk_.cut_power_after(1 +
                          static_cast<std::int64_t>(random_.below(random_.chance(30) ? 30 : 300)));
  for (int n = 0; n < 40 && disk_.has_power() && broken_.empty(); ++n) step(p);
  disk_.cut_power();
  close();
  disk_.fail_syncs(0, testing::power_loss_disk::lost::nothing);
  disk_.limit_bytes(-1);
  do {
    ++power_losses_;
    if (!disk_.restore_power(random_)) return broken("a connection was left open");
    // The power may fail again while the store recovers.
    if (random_.chance(25)) disk_.cut_power_after(1 + static_cast<std::int64_t>(random_.below(12)));
    if (open()) break;
    if (disk_.has_power()) return broken("the store does not open");
    close();
  } while (true);
  disk_.cut_power_after(0);
  if (disk_.has_power()) return check("after the power was lost");
  close();
  disk_.restore_power(random_);
  if (!open()) return broken("the store does not open at the second time");
  check("after the power was lost twice");
}

void power_loss_run::step(const plan& p) {
  using lost = testing::power_loss_disk::lost;
  clock_.advance(std::chrono::milliseconds{random_.below(3000)});
  if (p.failing_syncs && random_.chance(10))
    disk_.fail_syncs(1 + static_cast<std::int64_t>(random_.below(3)),
                     static_cast<lost>(random_.below(3)));
  if (p.full_disk && random_.chance(15))
    disk_.limit_bytes(disk_.bytes() + static_cast<std::int64_t>(random_.below(30000)));
  if (random_.chance(10)) writer_->idle();
  if (sessions_.size() < sessions_max && random_.chance(10)) return fork();

  addition adds(sessions_.size());
  std::vector<submission> batch;
  std::vector<std::size_t> of;
  for (auto n = 1 + random_.below(4); n > 0; --n) {
    of.push_back(random_.below(sessions_.size()));
    batch.push_back(make_submission(of.back(), adds));
  }
  const auto outcomes = writer_->commit(batch);
  disk_.limit_bytes(-1);
  if (outcomes.size() != batch.size()) return broken("an outcome is missing");
  const auto kind = outcomes[0].kind;
  for (const auto& o : outcomes)
    if (o.kind != kind) return broken("a batch without poison ended in two ways");
  if (kind == commit::committed) {
    for (std::size_t i = 0; i < adds.size(); ++i) {
      auto& acked = sessions_[i].acked;
      acked.insert(acked.end(), adds[i].begin(), adds[i].end());
      acknowledged_ += static_cast<std::int64_t>(adds[i].size());
    }
    // What came before and was not there when this was written never comes back.
    maybe_.clear();
  } else if (kind == commit::unknown) {
    ++unknown_;
    maybe_.push_back(std::move(adds));
    if (disk_.has_power()) settle_unknown();
  }
}

submission power_loss_run::make_submission(std::size_t index, addition& adds) {
  const auto& owner = sessions_[index];
  submission s;
  s.session = owner.ref;
  s.epoch = writer_->epoch();
  s.key = owner.key;
  s.log = owner.log;
  s.expected_last_seq = static_cast<std::int64_t>(owner.acked.size() + adds[index].size());
  for (auto parts = 1 + random_.below(2); parts > 0; --parts) {
    storage::append_part part;
    for (auto n = 1 + random_.below(4); n > 0; --n) {
      const auto number = std::to_string(++messages_);
      const auto padding = random_.below(random_.chance(10) ? 20000 : 300);
      const auto content = number + " " + std::string(padding, 'x');
      part.entries.push_back(testing::sample_message(
          content, random_.chance(50) ? "client-" + number : "", clock_, random_));
      adds[index].push_back(content);
    }
    s.parts.push_back(std::move(part));
  }
  return s;
}

void power_loss_run::fork() {
  const auto& origin = sessions_[random_.below(sessions_.size())];
  const auto at_seq = random_.below(origin.acked.size() + 1);
  const auto id = "f" + std::to_string(++forks_);
  submission s;
  s.session = {"t", id};
  s.epoch = writer_->epoch();
  s.create = testing::sample_session("t", id, clock_);
  s.fork = storage::fork_point{origin.ref.id, static_cast<std::int64_t>(at_seq)};
  session made{s.session, 0, 0, {origin.acked.begin(), origin.acked.begin() +
                                                          static_cast<std::ptrdiff_t>(at_seq)}};
  const auto o = writer_->commit({&s, 1}).at(0);
  disk_.limit_bytes(-1);
  made.key = o.key;
  made.log = o.log;
  if (o.kind == commit::committed) {
    sessions_.push_back(std::move(made));
    maybe_.clear();
  } else if (o.kind == commit::unknown) {
    ++unknown_;
    maybe_forks_.push_back(std::move(made));
    if (disk_.has_power()) settle_unknown();
  }
}

void power_loss_run::check_maybe_forks(const std::string& when) {
  const auto access = std::move(*store_->open_reader());
  for (const auto& fork : maybe_forks_) {
    const auto found = access.log->load(fork.ref);
    if (!found) return broken("a load fails: " + found.error().text);
    if (!*found) continue;
    const auto page = access.log->page((*found)->log, {0, {}, 1 << 30, 1 << 30, 1LL << 40});
    std::vector<std::string> contents;
    for (const auto& m : page.value_or(std::vector<domain::message>{}))
      contents.push_back(m.content.value_or("(null)"));
    if (contents != fork.acked) return broken(when + ": a fork came back with something else");
  }
}

void power_loss_run::settle_unknown() {
  // The writer recovers by itself; a few attempts are enough for the syncs that were told to fail.
  for (int n = 0; n < 10; ++n) writer_->idle();
  if (disk_.has_power()) check("after an unknown outcome");
}

std::optional<std::vector<std::vector<std::string>>> power_loss_run::read_all() {
  storage::read_access fresh;
  auto* log = reader_.log.get();
  if (!log) {
    fresh = std::move(*store_->open_reader());
    log = fresh.log.get();
  }
  std::vector<std::vector<std::string>> all;
  for (const auto& s : sessions_) {
    const auto found = log->load(s.ref);
    if (!found || !*found) {
      broken("the session " + s.ref.id + " is gone: " + (found ? "" : found.error().text));
      return std::nullopt;
    }
    const auto page = log->page(s.log, {0, {}, 1 << 30, 1 << 30, std::int64_t{1} << 40});
    if (!page) {
      broken("a history cannot be read: " + page.error().text);
      return std::nullopt;
    }
    std::vector<std::string> contents;
    for (const auto& m : *page) {
      if (m.seq != static_cast<std::int64_t>(contents.size()) + 1) broken("seq is not dense");
      contents.push_back(m.content.value_or("(null)"));
    }
    if ((*found)->head.last_seq != static_cast<std::int64_t>(contents.size()))
      broken("the head is not the newest row");
    all.push_back(std::move(contents));
  }
  return all;
}

void power_loss_run::check(const std::string& when) {
  check_maybe_forks(when);
  const auto rows = read_all();
  if (!rows) return;
  addition extra(sessions_.size());
  bool any = false;
  for (std::size_t i = 0; i < sessions_.size(); ++i) {
    const auto& acked = sessions_[i].acked;
    const auto& found = (*rows)[i];
    if (found.size() < acked.size() || !std::equal(acked.begin(), acked.end(), found.begin()))
      return broken(when + ": acknowledged messages of " + sessions_[i].ref.id +
                    " are lost or moved: " + std::to_string(acked.size()) + " acknowledged, " +
                    std::to_string(found.size()) + " found");
    extra[i].assign(found.begin() + static_cast<std::ptrdiff_t>(acked.size()), found.end());
    any = any || !extra[i].empty();
  }
  if (!any) return;
  if (std::find(maybe_.begin(), maybe_.end(), extra) == maybe_.end())
    return broken(when + ": there is something that no batch of unknown outcome explains");
  ++came_back_;
  maybe_.clear();
  for (std::size_t i = 0; i < sessions_.size(); ++i) sessions_[i].acked = (*rows)[i];
}

}  // namespace parley::tests
