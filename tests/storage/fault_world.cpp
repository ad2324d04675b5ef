#include "storage/fault_world.hpp"

#include <stdexcept>

#include "parley/testing/samples.hpp"

namespace parley::tests {
namespace {

constexpr int attempts_max = 400;

template <class T>
T must(base::result<T> found) {
  if (!found) throw std::runtime_error(base::to_string(found.error()));
  return std::move(*found);
}

/// A busy machine may not keep the short deadlines of these tests: then once more.
template <class F>
auto patiently(F open) {
  auto found = open();
  for (int i = 0; i < attempts_max && !found && found.error().code == base::errc::unavailable; ++i)
    found = open();
  return must(std::move(found));
}

std::string id_of(int n) { return "n" + std::to_string(n); }

}  // namespace

fault_world::fault_world(int port, std::string direct_uri,
                         const std::function<std::string(int port)>& uri_at)
    : proxy(port), direct_uri_(std::move(direct_uri)) {
  storage::open_options options;
  options.clock = &clock;
  const auto uri = uri_at(proxy.port());
  // Makes the store, which may take its time.
  const auto direct = must(storage::open_store(direct_uri_, options));
  store = patiently([&] { return storage::open_store(uri, options); });
  writer = patiently([&] { return store->open_writer(); });
  read = must(store->open_reader());
  storage::submission made;
  made.session = {"t", "a"};
  made.epoch = writer->epoch();
  made.create = testing::sample_session("t", "a", clock);
  storage::outcome created;
  for (int i = 0; i < attempts_max && created.kind != storage::commit::committed; ++i) {
    created = writer->commit({&made, 1}).at(0);
    clock.advance(std::chrono::milliseconds{100});
    // Nobody knew, and it was made.
    if (created.error.code == base::errc::session_exists) break;
  }
  const auto found = must(must(direct->open_reader()).log->load(made.session));
  if (!found) throw std::runtime_error(base::to_string(created.error));
  next_.session = made.session;
  next_.key = found->key;
  next_.log = found->log;
}

base::result<void> fault_world::reopen_writer() {
  writer.reset();
  auto opened = store->open_writer();
  if (!opened) return base::fail(opened.error());
  writer = std::move(*opened);
  return {};
}

storage::outcome fault_world::attempt() {
  const auto id = id_of(acknowledged + 1);
  next_.epoch = writer->epoch();
  next_.parts.assign(1, {});
  next_.parts[0].entries.push_back(testing::sample_message("text of " + id, id, clock, entropy));
  auto outcome = writer->commit({&next_, 1}).at(0);
  if (outcome.kind == storage::commit::committed && outcome.parts.size() == 1 &&
      !outcome.parts[0].refused) {
    next_.expected_last_seq = outcome.head.last_seq;
    ++acknowledged;
  }
  if (outcome.kind == storage::commit::unknown) ++unknown;
  if (outcome.kind == storage::commit::rejected) ++refused;
  return outcome;
}

void fault_world::look_up() {
  const auto found = read.log->load(next_.session);
  if (found && *found) next_.expected_last_seq = (*found)->head.last_seq;
}

std::string fault_world::append() {
  storage::outcome last;
  for (int i = 0; i < attempts_max; ++i) {
    const auto before = acknowledged;
    last = attempt();
    if (acknowledged > before) return {};
    clock.advance(std::chrono::milliseconds{100});
    look_up();
  }
  return "after " + std::to_string(attempts_max) + " attempts: " + base::to_string(last.error);
}

std::string fault_world::verdict() {
  auto opened = storage::open_store(direct_uri_, {});
  if (!opened) return base::to_string(opened.error());
  auto direct = (*opened)->open_reader();
  if (!direct) return base::to_string(direct.error());
  storage::page_request all;
  all.after = 0;
  all.upto = all.items_max = 1 << 30;
  const auto page = direct->log->page(next_.log, all);
  if (!page) return base::to_string(page.error());
  if (static_cast<int>(page->size()) != acknowledged)
    return std::to_string(page->size()) + " messages are there, " + std::to_string(acknowledged) +
           " were acknowledged";
  for (int i = 0; i < acknowledged; ++i) {
    const auto& m = (*page)[static_cast<std::size_t>(i)];
    if (m.seq != i + 1 || m.message_id != id_of(i + 1) || m.content != "text of " + id_of(i + 1))
      return "at place " + std::to_string(i + 1) + " is " + m.message_id;
  }
  const auto counts = direct->catalog->counts("t");
  if (!counts || counts->messages != acknowledged) return "the tenant's count is another";
  return {};
}

}  // namespace parley::tests
