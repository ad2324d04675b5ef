#include <algorithm>

#include "testing/simulation/ledger.hpp"

// What was erased of a session: from when on it may be blank, and from when on it must be.

namespace parley::testing::simulation {

asked_erasing& session_ledger::erasing(std::int64_t seq) {
  return seq <= inherited_ ? origin_->erasing(seq) : erasings_[seq];
}

bool session_ledger::may_be_blank(std::int64_t seq, const said* entry) const {
  const auto at = erasings_.find(seq);
  if (at != erasings_.end() && at->second.tried.can_be_there()) return true;
  if (!persons) return false;
  return entry ? persons->may_reach({tenant(), entry->sender}, entry->sent_at) : persons->any();
}

bool session_ledger::must_be_blank(std::int64_t seq, const said* entry,
                                   std::int64_t asked_at) const {
  const auto at = erasings_.find(seq);
  if (at != erasings_.end() && at->second.tried.acknowledged_at < asked_at) return true;
  return persons && entry && entry->there_at != never &&
         persons->gone_at({tenant(), entry->sender}, entry->there_at) < asked_at;
}

const said* session_ledger::said_as(const domain::message& m) const {
  if (const auto told = text_of_.find(m.message_id); told != text_of_.end())
    return &said_.at(told->second);
  const said* found = nullptr;
  for (const auto& [text, entry] : said_) {
    if (entry.message_id != m.message_id) continue;
    // Two bodies were sent under one id, and nobody knows which one was written.
    if (found) return nullptr;
    found = &entry;
  }
  return found;
}

void session_ledger::shown_blank(const domain::message& m) {
  const auto what = std::to_string(m.seq) + ", " + m.message_id;
  if (m.content || !m.tool_calls.empty() || !m.metadata.empty())
    fails("what was erased is blank", what);
  const auto [place, fresh] = id_at_.try_emplace(m.seq, m.message_id);
  if (!fresh && place->second != m.message_id) fails("what was erased keeps its place", what);
  if (const auto before = seen_.find(m.seq);
      before != seen_.end() && before->second.message_id != m.message_id)
    fails("what was erased keeps its place", what);
  const auto* entry = said_as(m);
  if (entry && entry->seq != 0 && entry->seq != m.seq)
    fails("a message keeps its seq", "'" + entry->text + "' is " + what);
  const bool asked = is_answer(m.message_id) ? erasings_.contains(m.seq) &&
                                                   erasings_.at(m.seq).tried.can_be_there()
                                             : may_be_blank(m.seq, entry);
  if (!asked) fails("only what was asked for is erased", what);
}

bool session_ledger::may_be_told_erased(const std::string& text) const {
  const auto& wanted = said_.at(text);
  if (wanted.message_id.empty()) return false;
  for (const auto& [other, entry] : said_)
    if (entry.message_id == wanted.message_id && may_be_blank(entry.seq, &entry)) return true;
  // It may be one whose seq nobody was told.
  return std::any_of(erasings_.begin(), erasings_.end(),
                     [](const auto& e) { return e.second.tried.can_be_there(); });
}

void session_ledger::shown_text(const std::string& text, std::int64_t asked_at) const {
  const auto known = said_.find(text);
  if (known == said_.end()) {
    if (origin_) origin_->shown_text(text, asked_at);
    return;
  }
  const auto& entry = known->second;
  if (!entry.tried.can_be_there()) fails("what was refused is not there", "'" + text + "'");
  if (must_be_blank(entry.seq, &entry, asked_at))
    fails("what was erased stays erased", "'" + text + "' is shown");
}

void session_ledger::is_stored(const std::string& text) {
  auto& entry = said_.at(text);
  entry.there_at = std::min(entry.there_at, events_.step);
}

}  // namespace parley::testing::simulation
