#include "storage/rig.hpp"

#include <stdexcept>
#include <utility>

#include "parley/testing/samples.hpp"
#include "storage/sqlite/store.hpp"

namespace parley::tests {

rig::rig() {
  options.vfs = disk.vfs();
  options.lock = false;
  options.clock = &clock;
  if (auto opened = open(); !opened) throw std::runtime_error(base::to_string(opened.error()));
  create("a");
}

base::result<void> rig::open() {
  close();
  auto opened = storage::sqlite::open("store", options);
  if (!opened) return base::fail(opened.error());
  store = std::move(*opened);
  read = std::move(*store->open_reader());
  auto w = store->open_writer();
  if (!w) return base::fail(w.error());
  writer = std::move(*w);
  return {};
}

void rig::close() {
  read = {};
  writer.reset();
  store.reset();
}

void rig::lose_power() {
  disk.cut_power();
  close();
  if (!disk.restore_power(random)) throw std::runtime_error("a connection was left open");
  if (auto opened = open(); !opened) throw std::runtime_error(base::to_string(opened.error()));
}

storage::outcome rig::create(const std::string& id) {
  storage::submission s;
  s.session = {"t", id};
  s.epoch = writer->epoch();
  s.create = testing::sample_session("t", id, clock);
  return writer->commit({&s, 1}).at(0);
}

storage::outcome rig::append(const std::string& content, const std::string& id) {
  storage::submission s;
  const auto found = read.log->load({"t", "a"});
  if (!found || !*found) throw std::runtime_error("the session cannot be loaded");
  s.session = {"t", "a"};
  s.epoch = writer->epoch();
  s.key = (*found)->key;
  s.log = (*found)->log;
  s.expected_last_seq = (*found)->head.last_seq;
  s.parts.push_back({{testing::sample_message(content, id, clock, random)}, {}, {}});
  return writer->commit({&s, 1}).at(0);
}

std::vector<storage::outcome> rig::append_to_each(const std::vector<std::string>& sessions,
                                                  const std::string& content) {
  std::vector<storage::submission> batch;
  for (const auto& id : sessions) {
    const auto found = read.log->load({"t", id});
    if (!found || !*found) throw std::runtime_error("the session cannot be loaded");
    storage::submission s;
    s.session = {"t", id};
    s.epoch = writer->epoch();
    s.key = (*found)->key;
    s.log = (*found)->log;
    s.expected_last_seq = (*found)->head.last_seq;
    s.parts.push_back({{testing::sample_message(content, clock, random)}, {}, {}});
    batch.push_back(std::move(s));
  }
  return writer->commit(batch);
}

std::vector<std::string> rig::contents(const std::string& id) {
  const auto found = read.log->load({"t", id});
  if (!found) return {base::to_string(found.error())};
  if (!*found) return {"no session"};
  const auto page = read.log->page((*found)->log, {0, {}, 1 << 30, 1 << 30, 1 << 30});
  if (!page) return {base::to_string(page.error())};
  std::vector<std::string> result;
  for (const auto& m : *page) result.push_back(m.content.value_or(""));
  return result;
}

}  // namespace parley::tests
