#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "storage/tiered/both.hpp"

namespace parley::storage::tiered {

// What a person sent, wherever it lies. While somebody is erased sessions only come back from the
// archive, so that one is read first; what comes back gets places behind all that the hot store
// had. What was sent since is looked for the other way round, because sessions may leave again.

/// A place of `sent_by` in one of the stores.
struct sent_place {
  bool archive = true;
  std::int64_t after = 0;     ///< in the order of that store's commits
  bool other_follows = true;  ///< the other store, from its beginning
  friend bool operator==(const sent_place&, const sent_place&) = default;
};

/// As one number: 0 or less in the archive, 1 and more in the hot store. Behind a receipt, hot
/// first, with the 62nd bit, and then the archive with the 63rd.
std::int64_t write_place(const sent_place& place);
sent_place read_place(std::int64_t cursor);

/// Twice `rows_max` rows at most: the slice that ends the one store goes on in the other.
base::result<sent_page> sent_in(both_stores& stores, const std::string& tenant,
                                const std::string& sender, std::int64_t after,
                                std::int64_t rows_max);

/// Of a session that is in both stores the hot one's turns only. No place is given: who asks again
/// has taken out what it found.
base::result<std::vector<sent_messages>> asked_in(both_stores& stores, const std::string& tenant,
                                                  const std::string& asker, std::int64_t items_max);

base::result<std::optional<person_receipt>> person_of(both_stores& stores,
                                                      const std::string& tenant,
                                                      const std::string& user);

}  // namespace parley::storage::tiered
