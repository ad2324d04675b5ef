#pragma once

#include "parley/storage/maintenance.hpp"
#include "storage/postgres/options.hpp"

namespace parley::storage::postgres {

/// See storage::inspect_store. A server may go on meanwhile: each check sees one moment, and while
/// one may write, commits wait for it.
base::result<inspection> inspect(const options& opts, const inspect_options& wanted);

}  // namespace parley::storage::postgres
