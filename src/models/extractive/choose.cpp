#include "models/extractive/choose.hpp"

#include <algorithm>
#include <array>
#include <queue>
#include <unordered_set>

#include "parley/base/utf8.hpp"

namespace parley::models::extractive {

namespace {

constexpr double worth_least = 2;

/// Adds the pieces that bring most per character, until a share of the length is used up.
class chooser {
 public:
  chooser(const piece_list& list, std::size_t chars)
      : list_(list),
        weights_(list.concepts.weights()),
        named_(weights_.size()),
        in_use_(list.groups),
        done_(list.pieces.size()),
        left_(chars) {}

  template <class predicate>
  void pass(std::size_t share, predicate&& fits) {
    auto budget = std::min(share, left_);
    std::priority_queue<offer> offers;
    for (std::size_t i = 0; i < list_.pieces.size(); ++i)
      if (!done_[i] && fits(list_.pieces[i])) offers.push({value(i), i});
    while (!offers.empty()) {
      const auto [known, i] = offers.top();
      offers.pop();
      const auto now = value(i);
      if (now <= 0) continue;
      // What a piece adds only shrinks, so one that still leads is the best of all.
      if (!offers.empty() && now < offers.top().value) {
        offers.push({now, i});
        continue;
      }
      const auto price = cost(i);
      if (price > budget) continue;
      budget -= price;
      left_ -= price;
      take(i);
    }
  }

  /// Talk without a word of weight: how it began and how it ended, what was said twice once.
  void pass_outermost() {
    std::unordered_set<std::string_view> said;
    for (std::size_t i = 0; i < list_.pieces.size(); ++i) {
      const auto at = i % 2 == 0 ? i / 2 : list_.pieces.size() - 1 - i / 2;
      const auto price = cost(at);
      if (price > left_) return;
      if (!said.insert(list_.pieces[at].text).second) continue;
      left_ -= price;
      take(at);
    }
  }

  std::vector<std::size_t> chosen() const {
    std::vector<std::size_t> all;
    for (std::size_t i = 0; i < done_.size(); ++i)
      if (done_[i]) all.push_back(i);
    return all;
  }

 private:
  struct offer {
    double value;
    std::size_t index;
    /// Of equal offers the earlier one leads.
    bool operator<(const offer& other) const {
      return value != other.value ? value < other.value : index > other.index;
    }
  };

  std::size_t cost(std::size_t i) const {
    const auto& p = list_.pieces[i];
    const auto text = base::code_points(p.text);
    if (in_use_[p.group]) return between_pieces.size() + text;
    const auto label = p.label.empty() ? 0 : base::code_points(p.label) + after_label.size();
    const auto at = static_cast<std::size_t>(p.where);
    const auto heading = headed_[at] ? 0 : headings[at].size() + 1;
    return heading + bullet.size() + label + text + 1;
  }

  double value(std::size_t i) const {
    const auto& p = list_.pieces[i];
    double gain = 0;
    for (const auto id : p.concepts)
      if (!named_[id]) gain += weights_[id];
    // A greeting is the first sentence of many a request and says nothing.
    const auto worth = gain + std::min(p.bonus, 2 * gain);
    return worth < worth_least ? 0 : worth / static_cast<double>(cost(i));
  }

  void take(std::size_t i) {
    const auto& p = list_.pieces[i];
    done_[i] = true;
    in_use_[p.group] = true;
    headed_[static_cast<std::size_t>(p.where)] = true;
    for (const auto id : p.concepts) named_[id] = true;
  }

  const piece_list& list_;
  std::vector<double> weights_;
  std::vector<bool> named_;
  std::vector<bool> in_use_;
  std::vector<bool> done_;
  std::array<bool, headings.size()> headed_{};
  std::size_t left_;
};

}  // namespace

std::vector<std::size_t> choose(const piece_list& list, std::size_t chars,
                                std::size_t earlier_percent) {
  chooser c{list, chars};
  const auto percent = [&](std::size_t n) { return chars * n / 100; };
  const auto is_new = [](section where) {
    return [where](const piece& p) { return !p.earlier && p.where == where; };
  };
  c.pass(percent(earlier_percent), [](const piece& p) { return p.earlier; });
  c.pass(percent(12), is_new(section::goal));
  c.pass(percent(8), is_new(section::open));
  c.pass(percent(20), is_new(section::decisions));
  c.pass(chars, [](const piece& p) { return !p.earlier; });
  c.pass(chars, [](const piece& p) { return p.earlier; });
  auto chosen = c.chosen();
  if (!chosen.empty()) return chosen;
  c.pass_outermost();
  return c.chosen();
}

std::string render(const piece_list& list, const std::vector<std::size_t>& chosen) {
  std::string out;
  for (std::size_t s = 0; s < headings.size(); ++s) {
    bool headed = false;
    const piece* before = nullptr;
    for (const auto i : chosen) {
      const auto& p = list.pieces[i];
      if (static_cast<std::size_t>(p.where) != s) continue;
      if (!headed) out += std::string{headings[s]} + '\n';
      headed = true;
      if (before && before->group == p.group) {
        out.pop_back();
        out += between_pieces;
      } else {
        out += bullet;
        if (!p.label.empty()) out += p.label + std::string{after_label};
      }
      out += p.text + '\n';
      before = &p;
    }
  }
  return out;
}

}  // namespace parley::models::extractive
