#include "storage/memory/tables.hpp"

#include "storage/effect.hpp"

namespace parley::storage::memory {

const idempotent_effect* tables::effect(const std::string& tenant, const std::string& key,
                                        const std::string& route) const {
  const auto it = effects.find({tenant, key, route});
  if (it == effects.end() || !is_kept(it->second.at, clock->now(), limits)) return nullptr;
  return &it->second;
}

}  // namespace parley::storage::memory
