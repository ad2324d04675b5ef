#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace parley::storage::memory {

/// A map that is read as any other and changed by `edit`, `put` and `erase` only, so that what a
/// commit changed is known and can be undone. While it is tracked, the first change of an entry
/// copies it as it was. Not for several threads.
template <class K, class V>
class tracked_map {
 public:
  using map = std::map<K, V>;
  using const_iterator = typename map::const_iterator;

  auto begin() const { return rows_.begin(); }
  auto end() const { return rows_.end(); }
  auto rbegin() const { return rows_.rbegin(); }
  auto rend() const { return rows_.rend(); }
  auto find(const K& key) const { return rows_.find(key); }
  auto upper_bound(const K& key) const { return rows_.upper_bound(key); }
  bool contains(const K& key) const { return rows_.contains(key); }
  const V& at(const K& key) const { return rows_.at(key); }
  std::size_t size() const { return rows_.size(); }
  bool empty() const { return rows_.empty(); }

  /// The entry, made when there is none. The reference is for this change only.
  V& edit(const K& key) {
    remember(key);
    return rows_[key];
  }
  void put(const K& key, V value) { edit(key) = std::move(value); }
  void erase(const K& key) {
    if (!rows_.contains(key)) return;
    remember(key);
    rows_.erase(key);
  }
  template <class F>
  void erase_if(F matches) {
    std::vector<K> keys;
    for (const auto& entry : rows_)
      if (matches(entry)) keys.push_back(entry.first);
    for (const auto& key : keys) erase(key);
  }

  /// From now on, with nothing changed.
  void track() { before_.emplace(); }
  /// Entries that differ from what they were, with that; null: there was none. Until the next
  /// change.
  std::vector<std::pair<K, const V*>> changed() const {
    std::vector<std::pair<K, const V*>> found;
    if (!before_) return found;
    for (const auto& [key, old] : *before_) {
      const auto now = rows_.find(key);
      const bool same = old ? now != rows_.end() && now->second == *old : now == rows_.end();
      if (!same) found.emplace_back(key, old ? &*old : nullptr);
    }
    return found;
  }
  void undo() {
    if (!before_) return;
    for (auto& [key, old] : *before_) {
      if (old)
        rows_[key] = std::move(*old);
      else
        rows_.erase(key);
    }
    before_->clear();
  }

 private:
  void remember(const K& key) {
    if (!before_ || before_->contains(key)) return;
    const auto at = rows_.find(key);
    before_->emplace(key, at == rows_.end() ? std::nullopt : std::optional<V>{at->second});
  }

  map rows_;
  std::optional<std::map<K, std::optional<V>>> before_;  ///< absent: not tracked
};

}  // namespace parley::storage::memory
