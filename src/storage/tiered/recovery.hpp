#pragma once

#include "parley/base/status.hpp"
#include "parley/storage/store.hpp"

namespace parley::storage::tiered {

/// The ends of both stores that recovery needs.
struct recovery_access {
  log_writer& hot_writer;
  log_writer& archive_writer;
  log_reader& hot;
  log_reader& archive;
};

/// Brings to an end what moves the process before left, and can be repeated: staged rows are
/// forgotten in either store. A session in both departs from the archive: until it departs from
/// the hot store that one counts, and while it is there nobody writes into the other. A mark of
/// one that only the archive has is forgotten.
base::result<void> recover(const recovery_access& stores);

}  // namespace parley::storage::tiered
