#include "actors/reader_summaries.hpp"

#include "actors/reader_branches.hpp"
#include "actors/reader_tree.hpp"
#include "parley/base/utf8.hpp"

namespace parley::actors {

using namespace protocol;
using base::errc;
using base::fail;

namespace {

std::int64_t length(const std::string& text) {
  return static_cast<std::int64_t>(base::code_points(text));
}

base::result<storage::stored_session> load(reader_state& state, const storage::session_ref& ref) {
  auto stored = state.store.log->load(ref);
  if (!stored) return fail(stored.error());
  if (!*stored) return fail(missing(state.store, ref));
  return std::move(**stored);
}

/// The first message of a session without a prompt of its own is its prompt when its role says so.
bool is_prompt(const domain::message& m, const domain::session& record) {
  return m.seq == 1 && m.role == "system" && !record.system_prompt;
}

context::view_summary shown(domain::summary s) {
  return {std::move(s.summary_id), std::move(s.text), s.to_seq};
}

/// What the session begins with when it goes on with another one.
base::result<context::prior_section> read_prior(reader_state& state, const std::string& tenant,
                                                const domain::session& record) {
  context::prior_section found;
  if (!record.continues) return found;
  const storage::session_ref before{tenant, *record.continues};
  auto prior = prior_of(state, before);
  if (!prior) return fail(prior.error());
  found.messages = std::move(prior->messages);
  const auto there = state.store.log->load(before);
  if (!there) return fail(there.error());
  if (!*there) return found;
  auto summaries = state.store.log->summary_state_of((*there)->log);
  if (!summaries) return fail(summaries.error());
  if (summaries->latest) found.summary = shown(std::move(*summaries->latest));
  return found;
}

/// The prior section as messages without a seq, its summary as a system message.
std::vector<domain::message> as_messages(context::prior_section prior) {
  std::vector<domain::message> found;
  const auto add = [&](const char* role, std::string text) {
    auto& m = found.emplace_back();
    m.role = role;
    m.content = std::move(text);
  };
  if (prior.summary) add("system", std::move(prior.summary->text));
  for (auto& m : prior.messages) add(m.role == "user" ? "user" : "assistant", std::move(m.content));
  return found;
}

/// The next messages that are not erased, within the page's bounds. What is erased does not count
/// among them: a page of nothing else would be the end of all summaries. Leaves in `behind.after`
/// up to where it has read.
base::result<std::vector<domain::message>> read_unerased(reader_state& state, std::int64_t log,
                                                         storage::page_request& behind) {
  std::vector<domain::message> found;
  while (*behind.after < behind.upto && behind.items_max > 0 && behind.bytes_max > 0) {
    auto page = state.store.log->page(log, behind);
    if (!page) return fail(page.error());
    if (page->empty()) break;
    behind.after = page->back().seq;
    std::erase_if(*page, [](const domain::message& m) {
      return m.status == domain::message_status::erased;
    });
    for (auto& m : *page) {
      behind.bytes_max -= static_cast<std::int64_t>(m.bytes());
      found.push_back(std::move(m));
    }
    behind.items_max -= static_cast<std::int64_t>(page->size());
  }
  return found;
}

/// The summary that one goes on from.
base::result<std::optional<domain::summary>> read_previous(reader_state& state, std::int64_t log,
                                                           const domain::summary& latest) {
  if (!latest.previous_summary_id) return std::nullopt;
  return state.store.log->find_summary(log, *latest.previous_summary_id);
}

}  // namespace

base::result<summary_need> read_need(reader_state& state, const storage::session_ref& ref) {
  const auto stored = load(state, ref);
  if (!stored) return fail(stored.error());
  const auto found = state.store.log->summary_state_of(stored->log);
  if (!found) return fail(found.error());
  summary_need need;
  need.last_seq = stored->head.last_seq;
  need.stale_to = found->stale_to;
  if (const auto& latest = found->latest) {
    need.latest_round = latest->round;
    need.latest_to_seq = latest->to_seq;
    need.latest_characters = length(latest->text);
  }
  const auto enough = 4 * state.env->summaries.rules.max_tokens + 4;
  const auto characters =
      state.store.log->characters(stored->log, need.latest_to_seq, enough);
  if (!characters) return fail(characters.error());
  need.characters = *characters;
  return need;
}

base::result<summary_source> read_source(reader_state& state, const storage::session_ref& ref,
                                         bool again) {
  const auto stored = load(state, ref);
  if (!stored) return fail(stored.error());
  summary_source source;
  source.round = stored->record.round;
  // Before the messages: what is erased between the two makes the summary fit no more.
  auto found = state.store.log->summary_state_of(stored->log);
  if (!found) return fail(found.error());
  source.state = std::move(*found);
  const auto& latest = source.state.latest;
  storage::page_request behind;
  behind.after = latest ? latest->to_seq : 0;
  behind.upto = stored->head.last_seq;
  source.previous = latest;
  source.again = again && latest;
  if (source.again) {
    behind.after = latest->from_seq - 1;
    behind.upto = latest->to_seq;
    auto previous = read_previous(state, stored->log, *latest);
    if (!previous) return fail(previous.error());
    source.previous = std::move(*previous);
  }
  behind.items_max = state.env->summaries.messages;
  behind.bytes_max = state.env->summaries.bytes;
  auto page = read_unerased(state, stored->log, behind);
  if (!page) return fail(page.error());
  source.more = *behind.after < behind.upto;
  if (stored->record.system_prompt) source.characters = length(*stored->record.system_prompt);
  if (source.previous) source.characters += length(source.previous->text);
  for (const auto& m : *page)
    if (m.content) source.characters += length(*m.content);
  if (!page->empty() && is_prompt(page->front(), stored->record)) page->erase(page->begin());
  if (!source.previous) {
    // Its own first summary takes the place of what the session began with.
    auto prior = read_prior(state, ref.tenant, stored->record);
    if (!prior) return fail(prior.error());
    source.messages = as_messages(std::move(*prior));
  }
  source.messages.insert(source.messages.end(), std::make_move_iterator(page->begin()),
                         std::make_move_iterator(page->end()));
  return source;
}

base::result<summary_page> read_summaries(reader_state& state, const storage::session_ref& ref,
                                          std::int64_t skip, std::int64_t items_max) {
  const auto stored = load(state, ref);
  if (!stored) return fail(stored.error());
  // One more than wanted tells whether there is a next page.
  auto found = state.store.log->summaries(stored->log, skip, items_max + 1);
  if (!found) return fail(found.error());
  summary_page page{std::move(*found), false};
  page.more = static_cast<std::int64_t>(page.items.size()) > items_max;
  if (page.more) page.items.pop_back();
  return page;
}

base::result<domain::summary> read_summary(reader_state& state, const storage::session_ref& ref,
                                           const std::string& id) {
  const auto stored = load(state, ref);
  if (!stored) return fail(stored.error());
  auto found = state.store.log->find_summary(stored->log, id);
  if (!found) return fail(found.error());
  if (!*found) return fail(errc::not_found, "", "There is no such summary of this session.");
  return std::move(**found);
}

base::result<window_facts> read_window(reader_state& state, const storage::session_ref& ref) {
  auto stored = load(state, ref);
  if (!stored) return fail(stored.error());
  window_facts facts;
  facts.log = stored->log;
  facts.session = {std::move(stored->record), stored->head};
  auto found = state.store.log->summary_state_of(facts.log);
  if (!found) return fail(found.error());
  facts.summary = std::move(found->latest);
  auto first = state.store.log->find_seq(facts.log, 1);
  if (!first) return fail(first.error());
  facts.first = std::move(*first);
  if (facts.summary) return facts;
  auto prior = read_prior(state, ref.tenant, facts.session.record);
  if (!prior) return fail(prior.error());
  facts.prior = std::move(*prior);
  return facts;
}

}  // namespace parley::actors
