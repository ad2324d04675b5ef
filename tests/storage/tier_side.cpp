#include "storage/tier_side.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "testing/compare/side.hpp"

namespace parley::tests {

using namespace storage;

base::result<void> tier_side::open(std::unique_ptr<store> one, tiered_store* tiered) {
  store_ = std::move(one);
  tiered_ = tiered;
  auto index = store_->open_indexer();
  if (!index) return base::fail(index.error());
  indexer_ = std::move(*index);
  auto read = store_->open_reader();
  if (!read) return base::fail(read.error());
  read_ = std::move(*read);
  return reopen_writer();
}

base::result<void> tier_side::reopen_writer() {
  moves_.reset();
  tiers_ = {};
  writer_.reset();
  auto writer = store_->open_writer();
  if (!writer) return base::fail(writer.error());
  writer_ = std::move(*writer);
  if (!tiered_) return {};
  auto tiers = tiered_->open_tiers();
  if (!tiers) return base::fail(tiers.error());
  tiers_ = std::move(*tiers);
  moves_ = std::make_unique<tier_moves>(*writer_, tiers_);
  moves_->keep_status = true;
  return {};
}

void tier_side::fail(const std::string& what, const base::status& why) {
  if (trouble_.empty()) trouble_ = what + ": " + base::to_string(why);
}

bool tier_side::archive(const session_ref& ref) {
  const auto moved = moves_->archive(ref);
  using base::errc;
  if (!moved && moved.error().code != errc::conflict && moved.error().code != errc::not_found)
    fail("a move of " + ref.id, moved.error());
  return moved.has_value();
}

void tier_side::recall(const session_ref& ref) {
  const auto back = moves_->recall(ref);
  if (!back && back.error().code != base::errc::not_found)
    fail("a recall of " + ref.id, back.error());
}

void tier_side::recall_all(const std::string& tenant) {
  session_query all;
  all.tenant = tenant;
  all.items_max = 1000;
  const auto page = tiers_.archive.catalog->list(all);
  if (!page) return fail("a list of the archive", page.error());
  for (const auto& item : page->items) recall({tenant, item.record.session_id});
}

/// Whatever the submission looks at.
void tier_side::make_hot(const testing::compare::request& r) {
  const auto& s = r.body;
  const auto& tenant = s.session.tenant;
  // Work is promised for sessions that are written to.
  if (s.jobs)
    for (const auto& j : s.jobs->add) recall({j.tenant, j.session_id});
  for (const auto& part : s.parts)
    for (const auto& j : part.jobs) recall({j.tenant, j.session_id});
  if (s.session.id.empty()) return;
  if (s.guard != subtree_guard::none || s.erase || s.fork || s.children_max > 0)
    return recall_all(tenant);
  recall(s.session);
  for (const auto* record : {s.create ? &*s.create : nullptr, s.update ? &*s.update : nullptr})
    if (record && record->parent_session_id) recall({tenant, *record->parent_session_id});
}

void tier_side::learn(const session_ref& ref) {
  const auto found = read_.log->load(ref);
  if (!found) return fail("a load", found.error());
  if (*found) names_[ref] = {(*found)->key, (*found)->log};
}

std::vector<outcome> tier_side::commit(const std::vector<testing::compare::request>& batch) {
  if (tiered_)
    for (const auto& r : batch) make_hot(r);
  std::vector<submission> own;
  for (const auto& r : batch) {
    own.push_back(r.body);
    auto& s = own.back();
    s.epoch = writer_->epoch() + static_cast<std::uint64_t>(r.epoch_off);
    if (s.jobs) {  // ids are others in each store
      s.jobs->put.clear();
      s.jobs->remove.clear();
    }
    if (s.create || s.session.id.empty()) continue;
    learn(s.session);
    const auto known = names_[s.session];
    s.key = known.key + r.key_off * 100000;
    s.log = known.log;
  }
  auto outcomes = writer_->commit(own);
  for (auto& o : outcomes) o.jobs.clear();
  return outcomes;
}

bool tier_side::is_archived(const session_ref& ref) {
  const auto found = read_.log->load(ref);
  return found && *found && storage::is_archived((*found)->log);
}

void tier_side::purge() {
  purge(*writer_, *read_.jobs, false);
  if (tiered_) purge(*tiers_.archive_writer, *tiers_.archive.jobs, true);
}

void tier_side::purge(log_writer& writer, storage::jobs& jobs, bool archived) {
  for (int rounds = 0; rounds < 20; ++rounds) {
    const auto due = jobs.due(base::timestamp::max(), 1000);
    if (!due) return fail("due jobs", due.error());
    std::vector<submission> steps;
    for (const auto& j : due->items) {
      if (j.kind != job_kind::purge && j.kind != job_kind::blank) continue;
      const auto target = read_purge(j);
      if (!target || target->log == 0) continue;  // a random one
      const auto log = archived ? in_archive(target->log) : target->log;
      if (indexer_)
        if (auto forgot = indexer_->forget(log); !forgot) fail("forget", forgot.error());
      purge_order order{j.id, {j.tenant, j.session_id}, target->log, 100000, target->seqs};
      for (const auto step : {purge_order::phase::rows, purge_order::phase::finish}) {
        order.step = step;
        submission s;
        s.epoch = writer.epoch();
        s.purge = order;
        steps.push_back(std::move(s));
      }
    }
    if (steps.empty()) return;
    for (const auto& o : writer.commit(steps))
      if (o.kind != commit::committed) fail("a purge", o.error);
  }
}

void tier_side::drop_jobs() {
  purge();  // else jobs of what departed hide others of their session
  submission s;
  s.epoch = writer_->epoch();
  auto& changes = s.jobs.emplace();
  for (bool more = true; more;) {
    changes.remove.clear();
    const auto due = read_.jobs->due(base::timestamp::max(), 1000);
    if (!due) return fail("due jobs", due.error());
    for (const auto& j : due->items)
      if (const auto target = read_purge(j); !target || target->log == 0)
        changes.remove.push_back(j.id);
    more = !changes.remove.empty();
    for (const auto& o : writer_->commit({&s, 1}))
      if (o.kind != commit::committed) fail("removing jobs", o.error);
  }
}

std::vector<domain::session_view> tier_side::list(session_query query) {
  std::vector<domain::session_view> all;
  for (int pages = 0; pages < 1000; ++pages) {
    auto page = read_.catalog->list(query);
    if (!page) {
      fail("a list", page.error());
      return all;
    }
    std::move(page->items.begin(), page->items.end(), std::back_inserter(all));
    if (!page->next) return all;
    query.after = page->next;
  }
  fail("a list", {base::errc::internal, "", "it does not end"});
  return all;
}

namespace {

std::string joined(const std::multiset<std::string>& names) {
  std::string text;
  for (const auto& name : names) text += name + " ";
  return text;
}

}  // namespace

std::string tier_side::holders() {
  const auto found = read_.log->turn_holders(0, 1000);
  if (!found) return base::to_string(found.error());
  std::multiset<std::string> names;
  for (const auto& each : *found) names.insert(each.session.tenant + "/" + each.session.id);
  return joined(names);
}

std::string tier_side::waiting() {
  const auto found = read_.jobs->due(base::timestamp::max(), 1000);
  if (!found) return base::to_string(found.error());
  std::multiset<std::string> names;
  for (const auto& j : found->items)
    if (j.kind != job_kind::purge && j.kind != job_kind::blank)
      names.insert(std::string{to_string(j.kind)} + "/" + j.tenant + "/" + j.session_id + "/" +
                   j.payload);
  return joined(names);
}

void tier_side::index() {
  while (indexer_) {
    const auto state = indexer_->advance(100);
    if (!state) return fail("the index", state.error());
    if (state->behind == 0) return;
  }
}

std::string tier_side::hits(search_query query) {
  index();
  std::multiset<std::string> found;
  for (int pages = 0; pages < 1000; ++pages) {
    const auto page = read_.search->find(query);
    if (!page) return std::string{base::to_string(page.error().code)};
    for (const auto& hit : page->items)
      found.insert(hit.session_id + "/" + std::to_string(hit.seq));
    if (!page->next) return joined(found);
    query.before = page->next;
  }
  return "no end";
}

std::string tier_side::sent(const std::string& tenant, const std::string& user,
                            std::int64_t rows_max) {
  std::multiset<std::string> found;
  std::int64_t after = 0;
  for (int pages = 0; pages < 10000; ++pages) {
    const auto page = read_.log->sent_by(tenant, user, after, rows_max);
    if (!page) return base::to_string(page.error());
    for (const auto& of : page->items)
      for (const auto seq : of.seqs) found.insert(of.session.id + "/" + std::to_string(seq));
    if (!page->next) return joined(found);
    after = *page->next;
  }
  return "no end";
}

std::string tier_side::asked(const std::string& tenant, const std::string& user) {
  const auto found = read_.log->asked_by(tenant, user, 1000);
  if (!found) return base::to_string(found.error());
  std::multiset<std::string> names;
  for (const auto& of : *found)
    for (const auto& turn : of.turns) names.insert(of.session.id + "/" + turn);
  return joined(names);
}

}  // namespace parley::tests
