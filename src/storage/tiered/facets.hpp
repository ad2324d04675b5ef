#pragma once

#include <memory>

#include "storage/tiered/both.hpp"

namespace parley::storage::tiered {

// The facets of a tiered store. Those of one thread share the stores' own.

std::unique_ptr<log_reader> make_reader(std::shared_ptr<both_stores> stores);
std::unique_ptr<catalog> make_catalog(std::shared_ptr<both_stores> stores);
std::unique_ptr<search> make_search(std::shared_ptr<both_stores> stores);

/// Either may be null.
std::unique_ptr<indexer> make_indexer(std::unique_ptr<indexer> hot,
                                      std::unique_ptr<indexer> archive);

}  // namespace parley::storage::tiered
