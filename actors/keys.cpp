#include "actors/keys.hpp"

#include <algorithm>

namespace parley::actors {

using namespace protocol;
using base::errc;
using domain::api_key;

namespace {

constexpr std::int64_t waiting_max = 100;  ///< requests in the mailbox

/// Makes room for one more by forgetting keys that do not hold; false when all of them do.
bool make_room(std::vector<api_key>& keys, base::timestamp now) {
  if (keys.size() < keys_max) return true;
  const auto gone =
      std::find_if(keys.begin(), keys.end(), [now](const api_key& k) { return !k.holds(now); });
  if (gone == keys.end()) return false;
  keys.erase(gone);
  return true;
}

}  // namespace

base::result<tenant_keys> read_all_keys(const std::vector<storage::tenant_setting>& stored) {
  tenant_keys all;
  for (const auto& one : stored) {
    auto keys = domain::read_keys(one.value);
    if (!keys)
      return base::fail(errc::internal, keys.error().field,
                        "The stored keys of tenant " + one.tenant +
                            " cannot be read, and nobody is let in without them: " +
                            keys.error().text);
    all[one.tenant] = std::move(*keys);
  }
  return all;
}

domain::key_ring ring_of(const tenant_keys& keys) {
  domain::key_ring ring;
  for (const auto& [tenant, list] : keys) ring.replace(tenant, list);
  return ring;
}

void keys_state::list(const caller& who, read_reply<key_list> to) {
  auto waits = std::make_shared<read_reply<key_list>>(std::move(to));
  settle(who, [this, who, waits](base::result<void> known) {
    if (!known) return waits->fail(known.error());
    const auto found = keys.find(who.tenant);
    waits->deliver(found == keys.end() ? key_list{} : key_list{found->second});
  });
}

void keys_state::mint(const caller& who, const domain::key_request& wanted,
                      reply<domain::made_key> to) {
  if (expired(who, *env->clock)) return to.fail(timed_out());
  auto waits = std::make_shared<reply<domain::made_key>>(std::move(to));
  settle(who, [this, who, wanted, waits](base::result<void> known) {
    if (!known) return waits->fail(known.error());
    auto changed = keys[who.tenant];
    if (!make_room(changed, env->clock->now()))
      return waits->fail({errc::too_large, "",
                          "A tenant may have " + std::to_string(keys_max) +
                              " keys; revoke those that are not used."});
    auto made = domain::make_key(wanted, env->clock->now(), *env->entropy);
    changed.push_back(made.key);
    store(who, std::move(changed), [waits, made = std::move(made)](base::result<void> stored) {
      stored ? waits->deliver(made) : waits->fail(stored.error());
    });
  });
}

void keys_state::revoke(const caller& who, const std::string& key_id, reply<api_key> to) {
  if (expired(who, *env->clock)) return to.fail(timed_out());
  auto waits = std::make_shared<reply<api_key>>(std::move(to));
  settle(who, [this, who, key_id, waits](base::result<void> known) {
    if (!known) return waits->fail(known.error());
    auto changed = keys[who.tenant];
    const auto found = std::find_if(changed.begin(), changed.end(),
                                    [&](const api_key& k) { return k.key_id == key_id; });
    if (found == changed.end())
      return waits->fail({errc::not_found, "", "The tenant has no such key."});
    if (found->revoked_at) return waits->deliver(*found);
    found->revoked_at = env->clock->now();
    store(who, changed, [waits, revoked = *found](base::result<void> stored) {
      stored ? waits->deliver(revoked) : waits->fail(stored.error());
    });
  });
}

/// Here and in `store` the next request waits: `await` leaves the mailbox alone meanwhile.
void keys_state::settle(const caller& who, stored_then then) {
  if (!doubtful.contains(who.tenant)) return then({});
  self->request(peers.reader, caf::infinite, setting_atom_v, who, std::string{keys_setting})
      .await(
          [this, who, then](const storage::tenant_setting& found) {
            auto stored = domain::read_keys(found.value);
            if (!stored) return then(base::fail(stored.error()));
            take(who.tenant, std::move(*stored));
            then({});
          },
          [then](const caf::error& e) { then(base::fail(to_status(e))); });
}

void keys_state::store(const caller& who, std::vector<api_key> changed, stored_then then) {
  storage::submission what;
  what.setting = storage::tenant_setting{who.tenant, keys_setting, domain::write_keys(changed)};
  self->request(peers.writer, caf::infinite, submit_atom_v, who, std::move(what))
      .await(
          [this, who, then, changed = std::move(changed)](const commit_reply& answer) mutable {
            const auto& outcome = answer.outcome;
            if (outcome.kind == storage::commit::unknown) doubtful.insert(who.tenant);
            if (outcome.kind != storage::commit::committed) return then(base::fail(outcome.error));
            take(who.tenant, std::move(changed));
            then({});
          },
          [then](const caf::error& e) { then(base::fail(to_status(e))); });
}

void keys_state::take(const std::string& tenant, std::vector<api_key> now) {
  doubtful.erase(tenant);
  keys[tenant] = std::move(now);
  ring->publish(ring_of(keys));
}

keys_actor::behavior_type keys(keys_pointer self, environment_ptr env, keys_peers peers,
                               tenant_keys known, std::shared_ptr<domain::shared_key_ring> ring) {
  auto& state = self->state;
  state.env = std::move(env);
  state.peers = std::move(peers);
  state.keys = std::move(known);
  state.ring = std::move(ring);
  self->gate.bound(waiting_max);
  return {
      [self, &state](mint_atom, const caller& who, const domain::key_request& wanted) {
        state.mint(who, wanted, reply<domain::made_key>{
                                    self->make_response_promise<domain::made_key>()});
        return caf::delegated<domain::made_key>{};
      },
      [self, &state](keys_atom, const caller& who) {
        state.list(who, read_reply<key_list>{self->make_response_promise<key_list>()});
        return caf::delegated<key_list>{};
      },
      [self, &state](revoke_atom, const caller& who, const std::string& key_id) {
        state.revoke(who, key_id, reply<api_key>{self->make_response_promise<api_key>()});
        return caf::delegated<api_key>{};
      },
  };
}

}  // namespace parley::actors
