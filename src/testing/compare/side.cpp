#include "testing/compare/side.hpp"

#include <utility>

namespace parley::testing::compare {

base::result<void> side::open(const store_factory& make, const base::clock& clock) {
  storage::open_options options;
  options.clock = &clock;
  options.limits.fork_segments = 4;  // few, so that the bound is met
  auto opened = make(options);
  if (!opened) return base::fail(opened.error());
  store_ = std::move(*opened);
  auto index = store_->open_indexer();
  if (!index) return base::fail(index.error());
  indexer_ = std::move(*index);
  auto read = store_->open_reader();
  if (!read) return base::fail(read.error());
  read_ = std::move(*read);
  return reopen_writer();
}

base::result<void> side::reopen_writer() {
  writer_.reset();
  auto writer = store_->open_writer();
  if (!writer) return base::fail(writer.error());
  writer_ = std::move(*writer);
  return {};
}

void side::index() {
  while (indexer_) {
    const auto state = indexer_->advance(100);
    if (!state || state->behind == 0) return;
  }
}

void side::forget(std::int64_t log) {
  if (indexer_) (void)indexer_->forget(log);
}

std::string side::hits(storage::search_query query) {
  std::string text;
  for (;;) {
    const auto page = read_.search->find(query);
    if (!page) return text + describe(page.error());
    for (const auto& hit : page->items)
      text += hit.session_id + "/" + std::to_string(hit.seq) + " ";
    if (!page->next) return text;
    query.before = page->next;
  }
}

std::vector<storage::outcome> side::commit(const std::vector<request>& batch) {
  std::vector<storage::submission> own;
  for (const auto& r : batch) {
    own.push_back(r.body);
    auto& s = own.back();
    s.epoch = writer_->epoch() + static_cast<std::uint64_t>(r.epoch_off);
    address(s, r);
  }
  auto outcomes = writer_->commit(own);
  for (std::size_t i = 0; i < outcomes.size() && i < own.size(); ++i) {
    const auto& s = own[i];
    if (outcomes[i].kind != storage::commit::committed || outcomes[i].replay) continue;
    if (s.create) names_[s.session] = {outcomes[i].key, outcomes[i].log};
    if (s.move && s.move->step == storage::move_order::phase::stage)
      staged_[s.session] = {outcomes[i].key, outcomes[i].log};
  }
  return outcomes;
}

void side::address(storage::submission& s, const request& r) const {
  if (s.session.id.empty() || r.is_new || (s.create && !s.move)) return;
  const bool staged = s.move && (s.move->step == storage::move_order::phase::stage || s.create);
  const auto& from = staged ? staged_ : names_;
  const auto known = from.find(s.session);
  s.key = (known == from.end() ? 0 : known->second.key) + r.key_off * 1000;
  s.log = known == from.end() ? 0 : known->second.log;
}

base::result<std::optional<storage::stored_session>> side::load(const storage::session_ref& ref) {
  return read_.log->load(ref);
}

base::result<std::vector<domain::session_view>> side::list(storage::session_query query) {
  std::vector<domain::session_view> all;
  constexpr int pages_max = 1000;
  for (int n = 0; n < pages_max; ++n) {
    auto page = read_.catalog->list(query);
    if (!page) return base::fail(page.error());
    for (auto& item : page->items) all.push_back(std::move(item));
    if (!page->next) return all;
    query.after = page->next;
  }
  return base::fail(base::errc::internal, "", "the list does not end");
}

std::int64_t side::log_of(const storage::session_ref& ref) const {
  const auto it = names_.find(ref);
  return it == names_.end() ? 0 : it->second.log;
}

std::int64_t side::key_of(const storage::session_ref& ref) const {
  const auto it = names_.find(ref);
  return it == names_.end() ? 0 : it->second.key;
}

std::int64_t side::staged_log_of(const storage::session_ref& ref) const {
  const auto it = staged_.find(ref);
  return it == staged_.end() ? 0 : it->second.log;
}

std::string side::holders() {
  const auto found = read_.log->turn_holders(0, 1000);
  if (!found) return describe(found.error());
  std::string names;
  for (const auto& holder : *found) names += holder.session.tenant + "/" + holder.session.id + " ";
  return names;
}

std::string describe(const base::status& s) {
  return std::string{base::to_string(s.code)} + "(" + s.field + ")";
}

namespace {

std::string describe(const std::optional<storage::idempotent_effect>& e) {
  if (!e) return "none";
  auto text = "effect of " + e->session_id + (e->all_known ? " known" : "") + " at " +
              base::format_time(e->at) + " record " + e->record + " seqs";
  for (const auto seq : e->seqs) text += " " + std::to_string(seq);
  return text;
}

std::string describe(const domain::head& h) {
  return std::to_string(h.last_seq) + "@" + base::format_time(h.last_append);
}

}  // namespace

std::string describe(const base::result<std::optional<storage::idempotent_effect>>& e) {
  return e ? describe(*e) : describe(e.error());
}

std::string describe(const storage::outcome& o) {
  if (o.kind == storage::commit::rejected) return "rejected " + describe(o.error);
  if (o.kind == storage::commit::unknown) return "unknown";
  auto text = "committed, head " + describe(o.head) + ", turns " + std::to_string(o.turn_count) +
              ", round " + std::to_string(o.round) + ", replay " + describe(o.replay) + ", jobs";
  for (const auto id : o.jobs) text += " " + std::to_string(id);
  if (o.erased) text += ", erased " + domain::canonical(domain::encode(*o.erased));
  if (o.purge_left) text += ", more to purge";
  for (const auto& sharer : o.sharers) text += ", shared by " + sharer.id;
  for (const auto& part : o.parts) {
    text += "; part: ";
    if (part.refused) text += "refused " + describe(*part.refused);
    if (part.replay) text += describe(part.replay);
    for (const auto& e : part.entries)
      text += std::to_string(e.seq) + "=" + e.message_id + (e.known ? " known" : "") + " by " +
              e.sender_id.value_or("-") + " " + base::format_time(e.timestamp) + ", ";
  }
  return text;
}

}  // namespace parley::testing::compare
