#pragma once

#include <memory>
#include <string>

#include "storage/redis/link.hpp"
#include "storage/sqlite/index/rows_source.hpp"
#include "storage/sqlite/options.hpp"

namespace parley::storage::redis {

// What a search index asks a store in Redis. The index itself is a file of this machine, as that of
// a store in SQLite is.

std::unique_ptr<sqlite::index_source> make_index_source(const options& opts,
                                                        std::shared_ptr<identity> store);
std::unique_ptr<sqlite::search_source> make_search_source(std::shared_ptr<read_link> c);

/// The file that the URI names, or else `parley-ID.index` in the working directory.
std::string index_path(const options& opts, const identity& store);
sqlite::options index_options(const options& opts);

}  // namespace parley::storage::redis
