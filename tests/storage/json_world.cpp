#include "storage/json_world.hpp"

#include <stdexcept>
#include <utility>

namespace parley::tests {
namespace {

storage::stored_session loaded(json_world& w, const std::string& id) {
  auto found = w.read.log->load({"t", id});
  if (!found || !*found) throw std::runtime_error("there is no session " + id);
  return **std::move(found);
}

storage::submission addressed(json_world& w, const std::string& id) {
  const auto there = loaded(w, id);
  storage::submission s;
  s.session = {"t", id};
  s.key = there.key;
  s.log = there.log;
  s.expected_last_seq = there.head.last_seq;
  return s;
}

}  // namespace

base::result<void> json_world::open() {
  return open_store().and_then([this] { return open_writer(); });
}

base::result<void> json_world::open_store() {
  close();
  storage::json::options options;
  options.clock = &clock;
  options.files = disk;
  auto opened = storage::json::folder_store::open("", options);
  if (!opened) return base::fail(opened.error());
  store = *std::move(opened);
  read = *store->open_reader();
  return {};
}

base::result<void> json_world::open_writer() {
  auto made = store->open_writer();
  if (!made) return base::fail(made.error());
  writer = *std::move(made);
  return {};
}

void json_world::close() {
  read = {};
  writer.reset();
  store.reset();
}

storage::submission json_world::creation(const std::string& id) {
  storage::submission s;
  s.session = {"t", id};
  s.create = testing::sample_session("t", id, clock);
  return s;
}

storage::submission json_world::append(const std::string& id,
                                       const std::vector<std::string>& contents) {
  auto s = addressed(*this, id);
  s.parts.emplace_back();
  for (const auto& each : contents)
    s.parts[0].entries.push_back(testing::sample_message(each, clock, random));
  return s;
}

storage::submission json_world::keyed(const std::string& id, const std::string& key) {
  auto s = append(id, {key});
  s.parts[0].once = storage::idempotency{key, "POST /x", {}};
  return s;
}

storage::submission json_world::erasing(const std::string& id) {
  auto s = addressed(*this, id);
  s.erase = storage::erase_order{"receipt-" + id, ""};
  return s;
}

storage::submission json_world::fork(const std::string& id, const std::string& origin,
                                     std::int64_t at_seq) {
  auto s = creation(id);
  s.create->forked_from = domain::fork_origin{origin, at_seq};
  s.fork = storage::fork_point{origin, at_seq};
  return s;
}

std::optional<storage::submission> json_world::purging(storage::purge_order::phase step) {
  const auto due = read.jobs->due(base::timestamp::max(), 100);
  for (const auto& j : due->items) {
    const auto target = storage::read_purge(j);
    if (j.kind != storage::job_kind::purge || !target) continue;
    storage::submission s;
    s.purge = storage::purge_order{j.id, {j.tenant, j.session_id}, target->log, 1000, {}, step};
    return s;
  }
  return std::nullopt;
}

std::vector<storage::outcome> json_world::commit(std::vector<storage::submission> batch) {
  for (auto& s : batch) s.epoch = writer->epoch();
  return writer->commit(batch);
}

storage::outcome json_world::commit(storage::submission s) {
  s.epoch = writer->epoch();
  return writer->commit({&s, 1}).at(0);
}

bool json_world::has(const std::string& id) {
  const auto found = read.log->load({"t", id});
  return found && found->has_value();
}

std::vector<std::string> json_world::contents(const std::string& id) {
  const auto found = read.log->load({"t", id});
  if (!found || !*found) return {"no session"};
  const auto page = read.log->page((*found)->log, {0, {}, 1 << 30, 1 << 30, 1 << 30});
  std::vector<std::string> all;
  for (const auto& m : *page) all.push_back(m.content.value_or(""));
  return all;
}

}  // namespace parley::tests
