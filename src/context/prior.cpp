#include "parley/context/prior.hpp"

#include <algorithm>

#include "parley/base/utf8.hpp"

namespace parley::context {

namespace {

/// Empty or missing content falls back to `message`.
const std::string* text_of(const history_entry& entry) {
  if (entry.content && !entry.content->empty()) return &*entry.content;
  return entry.message ? &*entry.message : nullptr;
}

}  // namespace

history_entry entry_of(const domain::message& m) {
  history_entry entry{m.role, m.content, std::nullopt};
  if (!m.extra.empty()) {
    const auto extra = m.extra.value();
    if (const auto found = extra.find("message"); found != extra.end() && found->is_string())
      entry.message = found->get<std::string>();
  }
  return entry;
}

std::vector<prior_message> load_prior(std::span<const history_entry> entries,
                                      const prior_limits& limits) {
  const auto looked_at = std::min(entries.size(), static_cast<std::size_t>(limits.messages));
  std::vector<prior_message> prior;
  for (const auto& entry : entries.last(looked_at)) {
    if (entry.role != "user" && entry.role != "assistant") continue;
    const auto* text = text_of(entry);
    if (!text || base::is_blank(*text)) continue;
    const auto kept = base::prefix_code_points(*text, static_cast<std::size_t>(limits.chars));
    prior.push_back({entry.role, std::string{kept}, kept.size() < text->size()});
  }
  return prior;
}

}  // namespace parley::context
