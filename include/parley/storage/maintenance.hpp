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

  bool clean() const { return findings_total == 0; }
  friend bool operator==(const inspection&, const inspection&) = default;
};

struct inspect_options {
  bool repair = false;    ///< puts right what follows from other facts; never touches a message
  bool reindex = false;   ///< makes the search index again, before it is checked
};

/// Checks every invariant of a store that no other process has open; takes it meanwhile.
/// unavailable when another process owns it, not_implemented for a driver that keeps no files.
base::result<inspection> inspect_store(const std::string& uri, const open_options& open,
                                       const inspect_options& options);

/// Copies a store, which may be in use by another process, as it is at one moment, synced, to a file
/// that does not exist yet. The copy is an ordinary store. conflict (field `destination`) when there
/// is such a file.
base::result<void> backup_store(const std::string& uri, const std::string& destination);

}  // namespace parley::storage
