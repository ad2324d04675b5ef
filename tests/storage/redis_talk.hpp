#pragma once

#include <memory>
#include <stdexcept>
#include <vector>

#include "parley/storage/store.hpp"
#include "parley/testing/fake_clock.hpp"
#include "parley/testing/samples.hpp"
#include "parley/testing/seeded_entropy.hpp"

namespace parley::tests {

/// A writer, and a session that it appends to.
class talk {
 public:
  explicit talk(storage::store& store) : writer_(store.open_writer().value()) {
    auto s = blank();
    s.create = testing::sample_session("t", "s", clock_);
    const auto made = writer_->commit({&s, 1}).at(0);
    if (made.kind != storage::commit::committed) throw std::runtime_error(made.error.text);
    key_ = made.key;
    log_ = made.log;
  }

  storage::outcome append() {
    auto s = next();
    s.parts.emplace_back().entries.push_back(testing::sample_message("hello", clock_, entropy_));
    auto done = commit(s);
    if (done.kind == storage::commit::committed) ++seq_;
    return done;
  }

  /// A submission of that session and nothing else.
  storage::submission next() {
    auto s = blank();
    s.key = key_;
    s.log = log_;
    s.expected_last_seq = seq_;
    return s;
  }

  storage::outcome commit(const storage::submission& s) { return writer_->commit({&s, 1}).at(0); }

  std::vector<storage::outcome> commit_all(const std::vector<storage::submission>& all) {
    return writer_->commit(all);
  }

  bool appends() { return append().kind == storage::commit::committed; }
  std::int64_t seq() const { return seq_; }

 private:
  storage::submission blank() {
    storage::submission s;
    s.session = {"t", "s"};
    s.epoch = writer_->epoch();
    return s;
  }

  testing::fake_clock clock_;
  testing::seeded_entropy entropy_{7};
  std::unique_ptr<storage::log_writer> writer_;
  std::int64_t key_ = 0;
  std::int64_t log_ = 0;
  std::int64_t seq_ = 0;
};

inline std::int64_t last_seq(storage::store& store) {
  return store.open_reader()->log->load({"t", "s"}).value()->head.last_seq;
}

}  // namespace parley::tests
