#include "models/extractive/concepts.hpp"

#include <algorithm>
#include <cmath>

#include "models/extractive/tokens.hpp"

namespace parley::models::extractive {

namespace {

double base_weight(concept_kind kind) {
  switch (kind) {
    case concept_kind::word:
      return 0.12;
    case concept_kind::figure:
      return 0.1;
    case concept_kind::name:
      return 2.0;
    case concept_kind::number:
      return 2.0;
    case concept_kind::id:
      return 3.0;
    case concept_kind::outcome:
      return 4.0;
  }
  return 0;
}

}  // namespace

concept_id concept_table::number_of(concept_kind kind, std::string_view key, voice from) {
  const auto [found, is_new] =
      numbers_.try_emplace(std::string{key}, static_cast<concept_id>(entries_.size()));
  if (is_new) entries_.emplace_back();
  auto& e = entries_[found->second];
  e.kind = std::max(e.kind, kind);
  if (from == voice::talk) ++e.in_talk;
  if (from == voice::tool) ++e.in_tools;
  return found->second;
}

std::vector<concept_id> concept_table::read(std::string_view text, voice from) {
  ++texts_;
  std::vector<concept_id> found;
  token_reader tokens{text};
  for (token t; tokens.next(t);) {
    const auto id = number_of(t.kind, t.key, from);
    if (t.kind == concept_kind::word) {
      if (t.capital && !t.first) ++entries_[id].capitals;
      if (!t.capital) ++entries_[id].small;
    }
    found.push_back(id);
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

concept_id concept_table::note(concept_kind kind, const std::string& key, voice from) {
  // No token holds a control character, so these keys are a space of their own.
  return number_of(kind, '\x1f' + key, from);
}

double concept_table::weight(const entry& e) const {
  const bool name = e.kind == concept_kind::word && e.capitals > e.small;
  const auto kind = name ? concept_kind::name : e.kind;
  const auto often = 1.0 + e.in_talk;
  const auto repeated = std::log2(1.0 + 2.0 * e.in_talk + std::min<std::uint32_t>(e.in_tools, 8));
  if (kind != concept_kind::word)
    return base_weight(kind) * (e.in_talk > 0 ? 1.5 : 1.0) * std::max(1.0, repeated);
  // A word that stands everywhere tells nothing of where it stands (inverse document frequency).
  const auto rare = std::log2((2.0 + texts_) / often);
  return base_weight(kind) * std::max(0.0, rare) * std::min(2.0, std::max(0.5, repeated));
}

std::vector<double> concept_table::weights() const {
  std::vector<double> all;
  all.reserve(entries_.size());
  for (const auto& e : entries_) all.push_back(weight(e));
  return all;
}

}  // namespace parley::models::extractive
