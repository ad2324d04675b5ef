#include "testing/conformance/bench.hpp"

#include <utility>

#include "parley/base/digest.hpp"
#include "parley/testing/samples.hpp"

namespace parley::testing::conformance {

bench::bench(const store_factory& make, std::string name, std::vector<failure>& failures)
    : name_(std::move(name)), failures_(failures) {
  if (auto opened = open(make); !opened)
    expect(false, "the store opens: " + base::to_string(opened.error()));
}

base::result<void> bench::open(const store_factory& make) {
  storage::open_options options;
  options.clock = &clock;
  auto opened = make(options);
  if (!opened) return base::fail(opened.error());
  store = std::move(*opened);
  auto w = store->open_writer();
  if (!w) return base::fail(w.error());
  writer = std::move(*w);
  auto r = store->open_reader();
  if (!r) return base::fail(r.error());
  read = std::move(*r);
  return {};
}

storage::indexer* bench::indexer() {
  if (indexer_) return indexer_.get();
  auto opened = store->open_indexer();
  expect(opened.has_value(), "the index opens");
  if (opened) indexer_ = std::move(*opened);
  return indexer_.get();
}

void bench::index() {
  auto* following = indexer();
  if (!following) return;
  for (;;) {
    const auto state = following->advance(100);
    expect(state.has_value(), "the index goes on");
    if (!state || state->behind == 0) return;
  }
}

std::vector<storage::job> bench::due() {
  auto found = read.jobs->due(clock.now(), 1000);
  expect(found.has_value(), "due jobs are read");
  return found ? std::move(found->items) : std::vector<storage::job>{};
}

int bench::work_off(const storage::job& j, std::int64_t rows_max) {
  const auto target = storage::read_purge(j);
  expect(target.has_value(), "a purge can be read");
  if (!target) return 0;
  if (auto* following = indexer())
    expect(following->forget(target->log).has_value(), "the index forgets");
  storage::purge_order order{j.id, {j.tenant, j.session_id}, target->log, rows_max, target->seqs};
  int slices = 0;
  for (bool more = true; more && slices < 1000; ++slices) {
    storage::submission what;
    what.epoch = writer->epoch();
    what.purge = order;
    const auto o = commit(std::move(what));
    committed(o, "a slice");
    more = o.purge_left;
  }
  storage::submission last;
  last.epoch = writer->epoch();
  order.step = storage::purge_order::phase::finish;
  last.purge = order;
  committed(commit(std::move(last)), "the end of a purge");
  return slices;
}

void bench::expect(bool ok, const std::string& what) {
  if (!ok) failures_.push_back({name_, what});
}

void bench::refused(const std::optional<base::status>& found, base::errc wanted,
                    const std::string& what) {
  const auto came = found ? base::to_string(*found) : std::string{"no error"};
  expect(found && found->code == wanted && !found->text.empty(),
         what + " is refused as " + std::string{base::to_string(wanted)} + "; came: " + came);
}

void bench::rejected(const storage::outcome& found, base::errc wanted, const std::string& what) {
  expect(found.kind == storage::commit::rejected, what + " is rejected");
  if (found.kind == storage::commit::rejected) refused(found.error, wanted, what);
}

void bench::committed(const storage::outcome& found, const std::string& what) {
  expect(found.kind == storage::commit::committed,
         what + " is committed; came: " + base::to_string(found.error));
}

storage::submission bench::creation(const std::string& tenant, const std::string& id) {
  storage::submission s;
  s.session = {tenant, id};
  s.epoch = writer->epoch();
  s.create = sample_session(tenant, id, clock);
  return s;
}

storage::submission bench::append(const owned& o, std::vector<domain::message> entries) {
  storage::submission s;
  s.session = o.ref;
  s.epoch = writer->epoch();
  s.key = o.key;
  s.log = o.log;
  s.expected_last_seq = o.last_seq;
  s.parts.push_back({std::move(entries), std::nullopt, std::nullopt});
  return s;
}

storage::submission bench::change(const owned& o, const std::string& prompt) {
  auto s = append(o, {});
  s.parts.clear();
  s.update = o.record;
  s.update->system_prompt = prompt;
  ++s.update->revision;
  return s;
}

domain::message bench::message(const std::string& content, const std::string& id) {
  return sample_message(content, id, clock, entropy);
}

storage::idempotency bench::once(const std::string& key, const std::string& body) {
  return {key, "POST /x", base::digest_of(body)};
}

storage::outcome bench::commit(storage::submission s) {
  std::vector<storage::submission> batch;
  batch.push_back(std::move(s));
  return commit(batch).front();
}

std::vector<storage::outcome> bench::commit(const std::vector<storage::submission>& batch) {
  auto outcomes = writer->commit(batch);
  expect(outcomes.size() == batch.size(), "there is one outcome per submission");
  outcomes.resize(batch.size());
  return outcomes;
}

owned bench::create(const std::string& id, const std::string& tenant) {
  auto s = creation(tenant, id);
  const auto record = *s.create;
  const auto o = commit(std::move(s));
  committed(o, "the creation of " + id);
  return {{tenant, id}, o.key, o.log, o.head.last_seq, record};
}

void bench::fill(owned& s, int n) {
  std::vector<domain::message> entries;
  for (int i = 1; i <= n; ++i)
    entries.push_back(message("message " + std::to_string(s.last_seq + i)));
  const auto o = commit(append(s, std::move(entries)));
  committed(o, "an append");
  s.last_seq = o.head.last_seq;
}

std::optional<storage::stored_session> bench::load(const storage::session_ref& ref) {
  auto found = read.log->load(ref);
  if (found) return *found;
  expect(false, "a load succeeds: " + base::to_string(found.error()));
  return std::nullopt;
}

std::int64_t bench::last_seq(const owned& s) {
  const auto found = load(s.ref);
  return found ? found->head.last_seq : -1;
}

std::vector<domain::message> bench::all(std::int64_t log) {
  storage::page_request request;
  request.after = 0;
  request.upto = 1 << 30;
  request.items_max = 1 << 30;
  request.bytes_max = std::int64_t{1} << 40;
  auto found = read.log->page(log, request);
  expect(found.has_value(), "a page is read");
  return found ? std::move(*found) : std::vector<domain::message>{};
}

}  // namespace parley::testing::conformance
