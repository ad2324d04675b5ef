#pragma once

#include "actors/reader.hpp"

namespace parley::actors {

/// What was answered to the request that used an Idempotency-Key first; not found: none did.
base::result<protocol::replay> replay_of(reader_state& state, const std::string& tenant,
                                         const std::string& key, const std::string& route);

}  // namespace parley::actors
