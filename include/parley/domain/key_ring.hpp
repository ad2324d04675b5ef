#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "parley/domain/api_key.hpp"

namespace parley::domain {

/// Whom a key speaks for.
struct key_holder {
  std::string tenant;
  access_role role = access_role::reader;
  std::string key_id;
  friend bool operator==(const key_holder&, const key_holder&) = default;
};

/// The keys of all tenants, by their ids.
class key_ring {
 public:
  /// Puts the keys of a tenant in the place of those that it had.
  void replace(const std::string& tenant, const std::vector<api_key>& keys);

  /// Whether no key was ever made; one that is revoked or over counts. Then nobody is asked for one.
  bool empty() const { return by_id_.empty(); }

  /// Who sent that token; nullopt when it is none that holds. The time it takes says nothing about
  /// how much of a token is right, nor whether its key exists.
  std::optional<key_holder> find(std::string_view token, base::timestamp now) const;

  /// Whether the key holds still, for what it opened.
  bool holds(const std::string& key_id, base::timestamp now) const;

 private:
  struct entry {
    std::string tenant;
    api_key key;
  };
  std::unordered_map<std::string, entry> by_id_;
};

/// The present ring, replaced as a whole by the one who keeps the keys and read by everybody.
class shared_key_ring {
 public:
  std::shared_ptr<const key_ring> read() const { return ring_.load(std::memory_order_acquire); }
  void publish(key_ring ring) {
    ring_.store(std::make_shared<const key_ring>(std::move(ring)), std::memory_order_release);
  }

 private:
  std::atomic<std::shared_ptr<const key_ring>> ring_{std::make_shared<const key_ring>()};
};

}  // namespace parley::domain
