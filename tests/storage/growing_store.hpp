#pragma once

#include <memory>
#include <span>
#include <string>

#include "parley/storage/store.hpp"
#include "parley/testing/fake_clock.hpp"
#include "parley/testing/samples.hpp"
#include "parley/testing/seeded_entropy.hpp"
#include "storage/scratch.hpp"

namespace parley::tests {

/// A store in a file with one session that grows.
struct growing_store {
  scratch folder;
  testing::fake_clock clock;
  testing::seeded_entropy entropy{9};
  std::unique_ptr<storage::store> store;
  std::unique_ptr<storage::log_writer> writer;
  storage::outcome at;

  growing_store() {
    storage::open_options options;
    options.clock = &clock;
    store = storage::open_store(uri(), options).value();
    writer = store->open_writer().value();
    storage::submission s;
    s.session = {"t", "s"};
    s.create = testing::sample_session("t", "s", clock);
    commit(std::move(s));
  }
  std::string uri() const { return "sqlite:" + folder.path("store"); }
  void commit(storage::submission s) {
    s.epoch = writer->epoch();
    at = writer->commit(std::span{&s, 1}).front();
  }
  void append(int n) {
    storage::submission s;
    s.session = {"t", "s"};
    s.key = at.key;
    s.log = at.log;
    s.expected_last_seq = at.head.last_seq;
    s.parts.emplace_back();
    for (int i = 1; i <= n; ++i)
      s.parts[0].entries.push_back(testing::sample_message(
          "message " + std::to_string(at.head.last_seq + i), clock, entropy));
    commit(std::move(s));
  }
};

}  // namespace parley::tests
