#include "actors/reader_branches.hpp"

#include <algorithm>

#include "actors/reader_tree.hpp"
#include "parley/domain/creation.hpp"
#include "parley/domain/fork.hpp"

namespace parley::actors {

using namespace protocol;
using base::errc;
using base::fail;

namespace {

/// A group is looked for in so many messages after the seq: results come soon after their call.
constexpr std::int64_t group_messages_max = 1000;
constexpr std::int64_t group_page = 50;

base::result<bool> is_inside_group(reader_state& state, std::int64_t log, std::int64_t at_seq,
                                   std::int64_t last_seq) {
  storage::page_request next;
  next.after = at_seq;
  next.upto = std::min(last_seq, at_seq + group_messages_max);
  next.items_max = group_page;
  while (*next.after < next.upto) {
    const auto page = state.store.log->page(log, next);
    if (!page) return fail(page.error());
    for (const auto& m : *page)
      if (const auto cuts = domain::cuts_group(m)) return *cuts;
    if (page->empty()) break;
    next.after = page->back().seq;
  }
  return false;
}

/// The newest session of the conversation that this one may continue.
base::result<std::optional<std::string>> find_earlier(reader_state& state,
                                                      const origin_query& query) {
  storage::session_query wanted;
  wanted.tenant = query.session.tenant;
  wanted.conversation = query.conversation_id;
  wanted.rows_examined_max = state.env->limits.page_rows_examined;
  for (std::int64_t examined = 0; examined < state.env->limits.page_rows_examined;) {
    const auto page = state.store.catalog->list(wanted);
    if (!page) return fail(page.error());
    for (const auto& item : page->items)
      if (domain::continues(item.record, query.user_id)) return item.record.session_id;
    if (!page->next) break;
    examined += wanted.items_max;
    wanted.after = page->next;
  }
  return std::nullopt;
}

base::result<storage::stored_session> load(reader_state& state, const storage::session_ref& ref,
                                           const std::string& field) {
  auto stored = state.store.log->load(ref);
  if (!stored) return fail(stored.error());
  if (!*stored) {
    const auto why = missing(state.store, ref);
    if (why.code != errc::not_found) return fail(why.code, field, why.text);
    return fail(errc::not_found, field, "There is no session '" + ref.id + "'.");
  }
  return std::move(**stored);
}

/// One side of a comparison: messages after a seq, and how far they reach.
struct side {
  std::vector<domain::message> messages;
  std::int64_t reaches = 0;
};

base::result<side> read_side(reader_state& state, const storage::stored_session& of,
                             std::int64_t after, std::int64_t upto, std::int64_t bytes_max) {
  storage::page_request wanted;
  wanted.after = after;
  wanted.upto = std::min(upto, of.head.last_seq);
  wanted.items_max = upto - after;
  wanted.bytes_max = bytes_max;
  auto page = state.store.log->page(of.log, wanted);
  if (!page) return fail(page.error());
  const bool whole = wanted.upto <= after || (!page->empty() && page->back().seq == wanted.upto);
  const auto reaches = whole ? upto : page->empty() ? after : page->back().seq;
  return side{std::move(*page), reaches};
}

std::optional<domain::message> take(side& from, std::int64_t seq) {
  if (from.messages.empty()) return std::nullopt;
  const auto index = seq - from.messages.front().seq;
  if (index < 0 || index >= static_cast<std::int64_t>(from.messages.size())) return std::nullopt;
  return std::move(from.messages[static_cast<std::size_t>(index)]);
}

base::result<comparison> side_by_side(reader_state& state, const compare_request& request,
                                      const storage::stored_session& left,
                                      const storage::stored_session& right) {
  const auto common = state.store.log->common(left.log, right.log);
  if (!common) return fail(common.error());

  comparison result;
  // They may have grown since their heads were read.
  result.common_seq = std::min({*common, left.head.last_seq, right.head.last_seq});
  result.left_head = left.head.last_seq;
  result.right_head = right.head.last_seq;
  const auto last = std::max(result.left_head, result.right_head);
  const auto after = std::max(request.after.value_or(0), result.common_seq);
  if (after >= last) return result;
  const auto upto = std::min(last, after + request.items_max);
  auto a = read_side(state, left, after, upto, request.bytes_max / 2);
  if (!a) return fail(a.error());
  auto b = read_side(state, right, after, upto, request.bytes_max / 2);
  if (!b) return fail(b.error());
  const auto end = std::min(a->reaches, b->reaches);
  for (auto seq = after + 1; seq <= end; ++seq)
    result.items.push_back({seq, take(*a, seq), take(*b, seq)});
  if (end < last) result.next = end;
  return result;
}

}  // namespace

base::result<origin_facts> find_origin(reader_state& state, const origin_query& query) {
  origin_facts found;
  if (!query.fork) {
    auto earlier = find_earlier(state, query);
    if (!earlier) return fail(earlier.error());
    found.continues = std::move(*earlier);
    return found;
  }
  auto origin = state.store.log->load({query.session.tenant, query.fork->session_id});
  if (!origin) return fail(origin.error());
  if (!*origin) {
    const auto why = missing(state.store, {query.session.tenant, query.fork->session_id});
    if (why.code != errc::not_found) return fail(why);
    return found;
  }
  const auto inside = is_inside_group(state, (*origin)->log, query.fork->at_seq,
                                      (*origin)->head.last_seq);
  if (!inside) return fail(inside.error());
  found.inside_group = *inside;
  found.forked = std::move((*origin)->record);
  return found;
}

base::result<prior_history> prior_of(reader_state& state, const storage::session_ref& earlier) {
  prior_history found;
  auto stored = state.store.log->load(earlier);
  if (!stored) return fail(stored.error());
  if (!*stored) return found;
  found.session_id = earlier.id;
  const auto& limits = state.env->prior;
  if (limits.messages == 0) return found;
  std::vector<context::history_entry> entries;
  storage::page_request wanted;
  wanted.upto = (*stored)->head.last_seq;
  // A page may be short: it is bounded in bytes.
  while (static_cast<std::int64_t>(entries.size()) < limits.messages && wanted.upto > 0) {
    wanted.items_max = limits.messages - static_cast<std::int64_t>(entries.size());
    auto page = state.store.log->page((*stored)->log, wanted);
    if (!page) return fail(page.error());
    if (page->empty()) break;
    wanted.upto = page->front().seq - 1;
    std::vector<context::history_entry> older;
    for (const auto& m : *page) older.push_back(context::entry_of(m));
    entries.insert(entries.begin(), older.begin(), older.end());
  }
  found.messages = context::load_prior(entries, limits);
  return found;
}

base::result<comparison> compare(reader_state& state, const compare_request& request) {
  const auto left = load(state, request.left, "");
  if (!left) return fail(left.error());
  const auto right = load(state, request.right, "with");
  if (!right) return fail(right.error());
  auto found = side_by_side(state, request, *left, *right);
  // What was erased in between would look like one that has nothing in common with the other.
  if (const auto there = load(state, request.left, ""); !there) return fail(there.error());
  if (const auto there = load(state, request.right, "with"); !there) return fail(there.error());
  return found;
}

}  // namespace parley::actors
