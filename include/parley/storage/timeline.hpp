#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "parley/base/status.hpp"
#include "parley/base/time.hpp"
#include "parley/domain/message.hpp"

namespace parley::storage {

class log_reader;

/// Where a message stands in the order of all commits, and where it is read.
struct placed_message {
  std::int64_t place = 0;  ///< from 1 on; it grows from commit to commit, not always by one
  std::string session_id;
  std::int64_t log = 0;
  std::int64_t seq = 0;
  bool arrived = false;  ///< from another store: it was committed before it came to this place
  friend bool operator==(const placed_message&, const placed_message&) = default;
};

struct placed_page {
  std::vector<placed_message> items;  ///< by place
  std::int64_t upto = 0;              ///< all that the tenant has at or below it was found
  std::int64_t end = 0;               ///< the last place that was given when this was read
  friend bool operator==(const placed_page&, const placed_page&) = default;
};

/// Where the order ends now, and by what its places are hidden from tenants (see hidden_places).
struct timeline_end {
  std::int64_t place = 0;
  std::int64_t secret = 0;  ///< of the store, the same after each opening
  friend bool operator==(const timeline_end&, const timeline_end&) = default;
};

/// The `timeline` facet: the messages of a tenant in the order in which they were committed. A driver
/// has it when its log_reader is one too; it is used by the same thread. Who reads behind a place
/// until `upto` is `end` has met all that was committed before: no commit takes a place below one
/// that can be seen.
///
/// A message that several histories share is told once: as that of the session in which it was
/// written, or, when that is gone, of the oldest fork that still has it. What was erased with its
/// session is not there; an erased message keeps its place and is read blank. A session that comes
/// from another store brings its messages to new places, and they say so.
class timeline {
 public:
  virtual ~timeline() = default;

  virtual base::result<timeline_end> end() = 0;

  /// The tenant's first messages behind a place, at most so many; so many rows of whomever are looked
  /// at. May be short, even empty, with an `upto` below `end`.
  virtual base::result<placed_page> places(const std::string& tenant, std::int64_t after,
                                           std::int64_t items_max, std::int64_t rows_max) = 0;

  /// Whether another store, to which sessions go from here, has one of the tenant that took a message
  /// then or later (nullopt: ever).
  virtual base::result<bool> has_left(const std::string& /*tenant*/,
                                      const std::optional<base::timestamp>& /*since*/) {
    return false;
  }
};

/// The facet of a reader; nullptr: its driver lacks it.
timeline* timeline_of(log_reader& log);

/// A message of a tenant's timeline.
struct timed_message {
  std::int64_t place = 0;
  std::string session_id;
  domain::message row;
  friend bool operator==(const timed_message&, const timed_message&) = default;
};

struct timeline_request {
  std::string tenant;
  std::int64_t after = 0;  ///< a place; 0: from the beginning
  std::int64_t items_max = 200;
  std::int64_t bytes_max = 65536;  ///< stops before exceeding it, but gives at least one
  std::int64_t rows_max = 20000;   ///< that are looked at
  /// What was received by then and has arrived from another store since is left out: who asks was told
  /// of it. Places do not tell, so it is the one thing that clocks decide.
  base::timestamp known_upto = base::timestamp::max();
  friend bool operator==(const timeline_request&, const timeline_request&) = default;
};

struct timeline_page {
  std::vector<timed_message> items;
  std::int64_t upto = 0;  ///< what comes is behind it
  bool more = false;      ///< there is something behind it, whoever wrote it
  friend bool operator==(const timeline_page&, const timeline_page&) = default;
};

/// A tenant's messages behind a place. not_implemented when the driver lacks the facet.
base::result<timeline_page> read_timeline(log_reader& log, const timeline_request& request);

/// Where a tenant comes in.
struct timeline_start {
  timeline_end end;
  std::int64_t after = 0;  ///< a place: what comes is behind it
  base::timestamp known_upto{};  ///< see timeline_request
  bool incomplete = false;  ///< behind it messages may be missing, which lie in another store
  friend bool operator==(const timeline_start&, const timeline_start&) = default;
};

/// `from`: a cursor, 0 for the beginning; nullopt: the end. not_implemented when the driver lacks the
/// facet; invalid_argument (field `from`) for a number that is no cursor of this store.
base::result<timeline_start> find_start(log_reader& log, const std::string& tenant,
                                        const std::optional<std::int64_t>& from);

/// A place as a tenant is given it: from 1 on.
std::int64_t cursor_of(std::int64_t place, std::int64_t secret);

}  // namespace parley::storage
