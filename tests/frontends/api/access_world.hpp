#pragma once

#include <map>

#include "actors/keys.hpp"
#include "frontends/api/api_world.hpp"

namespace parley::tests {

using domain::access_role;

/// The interface behind its door: the tenants acme and globex have a key of each role.
struct access_world : api_world {
  std::shared_ptr<domain::shared_key_ring> ring = std::make_shared<domain::shared_key_ring>();
  std::map<std::string, std::map<access_role, domain::made_key>> tokens;
  frontends::http::api::door_options rules;

  access_world() {
    keys = sys.spawn(actors::keys, actors::environment_ptr{env}, actors::keys_peers{writer, slow},
                     actors::tenant_keys{}, ring);
    rules.access.ring = ring;
    open();
    for (const std::string tenant : {"acme", "globex"})
      for (const auto role : {access_role::reader, access_role::writer, access_role::admin})
        tokens[tenant][role] = mint(tenant, role);
  }

  ~access_world() {
    api.reset();
    self->send_exit(keys, caf::exit_reason::kill);
    keys = nullptr;
    step();
  }

  /// The interface anew, with the rules as they are.
  void open() {
    door = std::make_shared<frontends::http::api::door>(rules, clock);
    restart(limits);
  }

  domain::made_key mint(const std::string& tenant, access_role role) {
    auto asker = who();
    asker.tenant = tenant;
    return take(begin_at<domain::made_key>(keys, protocol::mint_atom_v, asker,
                                           domain::key_request{role, "", {}}))
        .value();
  }

  static header_list bearer(const std::string& token) {
    return {{"Authorization", "Bearer " + token}};
  }
  header_list as(const std::string& tenant, access_role role) {
    return bearer(tokens.at(tenant).at(role).token);
  }
};

}  // namespace parley::tests
