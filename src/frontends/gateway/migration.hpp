#pragma once

#include "parley/base/status.hpp"
#include "parley/domain/json.hpp"
#include "parley/protocol/migration_commands.hpp"

namespace parley::frontends::gateway {

/// `{interval_s?, batch?, rate?}`: what the loop is told with a start or a stop.
base::result<protocol::migration_command> read_migration_command(
    const domain::json& body, protocol::migration_command::act what);

domain::json encode(const protocol::migration_status& now);

}  // namespace parley::frontends::gateway
