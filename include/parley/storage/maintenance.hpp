#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "parley/base/status.hpp"
#include "parley/storage/store.hpp"

namespace parley::storage {

/// One thing that is not as it must be.
struct finding {
  std::string check;      ///< name of the invariant: "dense_seq", "counts", ...
  std::string where;      ///< tenant, session, log or job that it is about
  std::string text;       ///< what was found and what was expected
  bool repaired = false;
  friend bool operator==(const finding&, const finding&) = default;
};

struct inspection {
  std::vector<std::string> checks;  ///< names of those that were made, in order
  std::int64_t sessions = 0;        ///< looked at
  std::int64_t messages = 0;
  std::vector<finding> findings;    ///< the first 1,000
  std::int64_t findings_total = 0;
  std::int64_t findings_left = 0;   ///< not repaired

  bool clean() const { return findings_total == 0; }
  friend bool operator==(const inspection&, const inspection&) = default;
};

struct inspect_options {
  /// Puts right what follows from other facts, each check in a transaction of its own. No message
  /// and no record is changed or removed.
  bool repair = false;
  bool reindex = false;   ///< makes the search index again, before it is checked
};

/// Checks every invariant of a store that no other process has open; takes it meanwhile. In PostgreSQL
/// others may go on: each check sees one moment, and commits wait for one that may write. In Redis others
/// may go on too, and a check that somebody writes under is made again; a repair takes the store from
/// its owner and ends with conflict when another takes it back. A store of an older schema version is
/// brought up to date, as by any opening. not_found when there is no store,
/// unavailable when another process owns it, not_implemented for a driver that keeps nothing.
base::result<inspection> inspect_store(const std::string& uri, const open_options& open,
                                       const inspect_options& options);

/// Copies a store, which may be in use by another process, as it is at one moment, synced, to a file
/// that does not exist yet; nothing is left there when it fails. The copy is an ordinary store,
/// without a search index, which is made again when it is opened. It is written under the name
/// `DESTINATION.part` until it is whole. conflict (field `destination`) when there is a file of either
/// name, not_found as above, internal when it cannot be written, not_implemented for a driver that keeps
/// no file of its own, or a folder: the text says how such a one is copied.
base::result<void> backup_store(const std::string& uri, const std::string& destination);

}  // namespace parley::storage
