#include <algorithm>

#include "testing/simulation/ledger.hpp"

namespace parley::testing::simulation {

void session_ledger::fails(const char* promise, std::string what) const {
  events_.broken(promise, name_ + ": " + std::move(what));
}

said& session_ledger::say(std::string text, std::string message_id) {
  auto& entry = said_[text];
  entry.text = std::move(text);
  entry.message_id = std::move(message_id);
  return entry;
}

std::int64_t session_ledger::begin(const std::vector<std::string>& texts) {
  for (const auto& text : texts) {
    auto& entry = said_.at(text);
    ++entry.tried.open;
    entry.sent_at = std::min(entry.sent_at, events_.step);
  }
  return floor_;
}

void session_ledger::refused(const std::vector<std::string>& texts) {
  for (const auto& text : texts) {
    auto& entry = said_.at(text);
    --entry.tried.open;
    ++entry.tried.refused;
  }
}

void session_ledger::unknown(const std::vector<std::string>& texts) {
  for (const auto& text : texts) {
    auto& entry = said_.at(text);
    --entry.tried.open;
    ++entry.tried.unknown;
  }
}

void session_ledger::told(std::int64_t seq, const std::string& message_id, said& entry) {
  if (seq < 1) return fails("seq begins at 1", "'" + entry.text + "' got " + std::to_string(seq));
  if (entry.seq != 0 && entry.seq != seq)
    fails("a message keeps its seq", "'" + entry.text + "' was " + std::to_string(entry.seq) +
                                         " and is " + std::to_string(seq));
  if (!entry.message_id.empty() && entry.message_id != message_id)
    fails("a message keeps its id", "'" + entry.text + "' is " + message_id);
  entry.seq = seq;
  const auto [place, fresh] = id_at_.try_emplace(seq, message_id);
  if (!fresh && place->second != message_id)
    fails("a seq is given once", std::to_string(seq) + " is " + place->second + " and " + message_id);
  if (const auto at = seen_.find(seq); at != seen_.end() && at->second.content != entry.text)
    fails("a seq is given once", std::to_string(seq) + " is shown as another message");
  const auto [body, first] = text_of_.try_emplace(message_id, entry.text);
  if (!first && body->second != entry.text)
    fails("an id has one body", message_id + " is '" + body->second + "' and '" + entry.text + "'");
}

void session_ledger::acknowledged(const said_unit& unit, const protocol::append_reply& reply,
                                  std::int64_t begun, std::int64_t floor) {
  if (reply.receipts.size() != unit.texts.size())
    return fails("each message has its receipt", std::to_string(reply.receipts.size()) + " of " +
                                                     std::to_string(unit.texts.size()));
  std::int64_t before = 0;
  bool first = true;
  for (std::size_t i = 0; i < unit.texts.size(); ++i) {
    auto& entry = said_.at(unit.texts[i]);
    const auto& r = reply.receipts[i];
    told(r.seq, r.message_id, entry);
    floor_ = std::max(floor_, r.seq);
    --entry.tried.open;
    if (r.known && !reply.replayed && must_be_blank(r.seq, &entry, begun))
      fails("what was erased is told as erased", "'" + entry.text + "'");
    if (!r.known && !reply.replayed) {
      if (entry.written)
        fails("nothing is written twice", "'" + entry.text + "' was written by two requests");
      if (entry.tried.acknowledged_at < begun)
        fails("nothing is written twice", "'" + entry.text + "' was acknowledged before");
      if (r.seq <= floor)
        fails("order is that of time", "'" + entry.text + "' got " + std::to_string(r.seq) +
                                           " though " + std::to_string(floor) + " had been told");
      if (before != 0 && r.seq != before + 1)
        fails("a batch stays together", "'" + entry.text + "' got " + std::to_string(r.seq) +
                                            " after " + std::to_string(before));
      if (first && unit.if_last_seq && r.seq != *unit.if_last_seq + 1)
        fails("If-Match holds", "'" + entry.text + "' got " + std::to_string(r.seq));
      first = false;
      before = r.seq;
      entry.written = true;
    }
    ++entry.tried.acknowledged;
    entry.tried.acknowledged_at = std::min(entry.tried.acknowledged_at, events_.step);
    entry.there_at = std::min(entry.there_at, events_.step);
  }
}

bool session_ledger::is_answer(const std::string& message_id) const {
  return message_id.ends_with(":a") || message_id.starts_with("answer-");
}

void session_ledger::shown(const domain::message& m, std::int64_t asked_at) {
  if (m.seq <= inherited_) return origin_->shown(m, asked_at);
  if (m.status == domain::message_status::erased) return shown_blank(m);
  const seen now{m.message_id, m.content.value_or("(null)"), m.status};
  const auto [place, fresh] = seen_.try_emplace(m.seq, now);
  if (!fresh && (place->second.message_id != now.message_id ||
                 place->second.content != now.content || place->second.status != now.status))
    fails("history does not change", std::to_string(m.seq) + " was '" + place->second.content +
                                         "' and is '" + now.content + "'");
  if (must_be_blank(m.seq, nullptr, asked_at))
    fails("what was erased stays erased", std::to_string(m.seq) + " is '" + now.content + "'");
  if (is_answer(m.message_id)) return;
  const auto known = said_.find(now.content);
  if (known == said_.end())
    return fails("only what was sent is there", std::to_string(m.seq) + " is '" + now.content + "'");
  auto& entry = known->second;
  if (!entry.tried.can_be_there())
    fails("what was refused is not there", "'" + entry.text + "' is " + std::to_string(m.seq));
  if (must_be_blank(m.seq, &entry, asked_at))
    fails("what was erased stays erased", std::to_string(m.seq) + " is '" + now.content + "'");
  told(m.seq, m.message_id, entry);
  entry.there_at = std::min(entry.there_at, events_.step);
}

void session_ledger::shown_head(std::int64_t last_seq, std::int64_t floor, bool by_session) {
  if (last_seq < floor)
    fails("readers see what was told before", "the history ends at " + std::to_string(last_seq) +
                                                  " though " + std::to_string(floor) +
                                                  " had been told");
  if (by_session) floor_ = std::max(floor_, last_seq);
}

void session_ledger::shown_page(const storage::page_request& request,
                                const protocol::message_page& page, std::int64_t floor,
                                bool by_session, std::int64_t asked_at) {
  shown_head(page.last_seq, floor, by_session);
  const auto& items = page.items;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0 && items[i].seq != items[i - 1].seq + 1)
      fails("seq is dense", "after " + std::to_string(items[i - 1].seq) + " comes " +
                                std::to_string(items[i].seq));
    shown(items[i], asked_at);
  }
  const auto n = static_cast<std::int64_t>(items.size());
  const auto first = request.after.value_or(0) + 1;
  const auto last = std::min(page.last_seq, request.before.value_or(never) - 1);
  const auto expected = std::clamp<std::int64_t>(last - first + 1, 0, request.items_max);
  if (n != expected)
    return fails("a page is whole", std::to_string(n) + " items of " + std::to_string(expected));
  if (n == 0) return;
  if (request.after ? items.front().seq != first : items.back().seq != last)
    fails("a page is whole", "it begins at " + std::to_string(items.front().seq));
}

void session_ledger::check_history(const std::vector<domain::message>& history) {
  std::map<std::string, std::int64_t> seq_of;
  std::set<std::string> ids;
  std::int64_t seq = 0;
  for (const auto& m : history) {
    if (m.seq != ++seq) fails("seq is dense", "after " + std::to_string(seq - 1) + " comes " +
                                                  std::to_string(m.seq));
    if (!ids.insert(m.message_id).second) fails("nothing is there twice", m.message_id);
    shown(m, never);
    if (is_answer(m.message_id) || seq <= inherited_) continue;
    if (m.status == domain::message_status::erased) {
      const auto* entry = said_as(m);
      entry ? void(seq_of.emplace(entry->text, m.seq)) : void(++unnamed_);
      continue;
    }
    if (!seq_of.emplace(m.content.value_or("(null)"), m.seq).second)
      fails("nothing is there twice", std::string{"'"}.append(m.content.value_or("")).append("'"));
  }
  for (const auto& [at, m] : seen_)
    if (at > seq) fails("what was shown stays", "'" + m.content + "' was " + std::to_string(at));
  for (const auto& [text, entry] : said_) {
    const auto at = seq_of.find(text);
    if (at != seq_of.end()) in_history_.insert(text);
    if (entry.tried.acknowledged > 0 && entry.seq != 0 &&
        (at == seq_of.end() || at->second != entry.seq))
      fails("what was acknowledged is there", "'" + text + "' was " + std::to_string(entry.seq));
  }
}

void session_ledger::check_units(const std::vector<said_unit>& units) {
  std::map<std::string, int> uses;
  for (const auto& unit : units)
    for (const auto& text : unit.texts) ++uses[text];
  for (const auto& unit : units) {
    int there = 0, own = 0;
    bool perhaps = false;  // one that is missing may be one of those that are blank
    for (const auto& text : unit.texts) {
      perhaps = perhaps || (unnamed_ > 0 && !in_history_.contains(text));
      there += in_history_.contains(text);
      own += in_history_.contains(text) && uses[text] == 1;
    }
    if (own > 0 && !perhaps && there != static_cast<int>(unit.texts.size()))
      fails("a batch is whole", std::to_string(there) + " of " +
                                    std::to_string(unit.texts.size()) + " beside '" +
                                    unit.texts.front() + "'");
  }
}

}  // namespace parley::testing::simulation
