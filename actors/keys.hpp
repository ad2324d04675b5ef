#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "actors/bounded.hpp"
#include "actors/environment.hpp"
#include "actors/reply.hpp"
#include "parley/domain/key_ring.hpp"
#include "parley/protocol/keys.hpp"

namespace parley::actors {

struct keys_peers {
  protocol::writer_actor writer;
  protocol::reader_actor reader;
};

/// Of a tenant. Beyond so many the oldest of those that do not hold any more are forgotten.
inline constexpr std::size_t keys_max = 1000;

/// The name under which a tenant's keys are stored.
inline constexpr const char* keys_setting = "keys";

/// Keys of all tenants, by tenant.
using tenant_keys = std::map<std::string, std::vector<domain::api_key>>;

/// What a store has of them. internal when it cannot be understood: then nobody may be let in.
base::result<tenant_keys> read_all_keys(const std::vector<storage::tenant_setting>& stored);

/// The ring of those.
domain::key_ring ring_of(const tenant_keys& keys);

/// Makes, shows and revokes keys. One change at a time: a tenant's keys are one value in the store.
struct keys_state {
  static inline const char* name = "parley.keys";
  using actor = protocol::keys_actor;
  using gate_type = request_count;
  static constexpr const char* full = "Too many keys are being changed; try again.";
  using stored_then = std::function<void(base::result<void>)>;

  explicit keys_state(actor::stateful_pointer<keys_state> ptr) : self(ptr) {}

  actor::stateful_pointer<keys_state> self;
  environment_ptr env;
  keys_peers peers;
  tenant_keys keys;
  std::shared_ptr<domain::shared_key_ring> ring;  ///< what everybody reads
  /// A change of theirs may be stored or not: they are read again before anything else is done.
  std::set<std::string> doubtful;

  void list(const protocol::caller& who, read_reply<protocol::key_list> to);
  void mint(const protocol::caller& who, const domain::key_request& wanted,
            reply<domain::made_key> to);
  void revoke(const protocol::caller& who, const std::string& key_id, reply<domain::api_key> to);

 private:
  void settle(const protocol::caller& who, stored_then then);
  void store(const protocol::caller& who, std::vector<domain::api_key> changed, stored_then then);
  void take(const std::string& tenant, std::vector<domain::api_key> now);
};

using keys_pointer = bounded_actor<keys_state, protocol::keys_actor>*;

/// Begins with what the store has, which `ring` shows already.
protocol::keys_actor::behavior_type keys(keys_pointer self, environment_ptr env, keys_peers peers,
                                         tenant_keys known,
                                         std::shared_ptr<domain::shared_key_ring> ring);

}  // namespace parley::actors
