#pragma once

#include "storage/sqlite/connection.hpp"

namespace parley::storage::sqlite {

/// Makes sure that everything this connection sees is on the disk, whatever happened before: to be
/// called with a fresh connection after a failed sync, and when a store is opened. Throws `failure`
/// when that cannot be had; nothing may be built on the file then.
///
/// After a failed sync the kernel takes the pages for clean: what the log then shows may exist in
/// memory only, and a second sync says "done" without having done anything. So the log is written
/// again, byte for byte, before it is synced; then a checkpoint moves it into the file and empties
/// it.
void make_durable(connection& c);

}  // namespace parley::storage::sqlite
