#include "storage/redis/store.hpp"

#include <utility>

#include "parley/base/entropy.hpp"
#include "redis/connection.hpp"
#include "redis/failure.hpp"
#include "storage/redis/identity.hpp"
#include "storage/redis/index_rows.hpp"
#include "storage/redis/reader.hpp"
#include "storage/redis/scripts.hpp"
#include "storage/redis/server_facts.hpp"
#include "storage/redis/structures.hpp"
#include "storage/redis/writer.hpp"
#include "storage/sqlite/index/indexer.hpp"
#include "storage/sqlite/index/search.hpp"
#include "storage/writer_place.hpp"

namespace parley::storage::redis {
namespace {

class redis_store : public store {
 public:
  redis_store(const options& opts, std::shared_ptr<identity> id, std::string durability)
      : options_(opts), identity_(std::move(id)), durability_(std::move(durability)) {}

  std::string driver() const override { return "redis"; }
  std::string durability() const override { return durability_; }

  base::result<std::unique_ptr<log_writer>> open_writer() override {
    return place_.open([this] { return redis::open_writer(options_, identity_); });
  }

  base::result<read_access> open_reader() override {
    auto shared = std::make_shared<read_link>(options_, identity_);
    return read_access{make_reader(shared), make_catalog(shared), make_jobs(shared),
                       options_.index ? sqlite::make_search(make_search_source(shared),
                                                            index_path(options_, *identity_),
                                                            index_options(options_))
                                      : nullptr};
  }

  base::result<std::unique_ptr<indexer>> open_indexer() override {
    if (!options_.index) return nullptr;
    return sqlite::open_indexer(make_index_source(options_, identity_),
                                index_path(options_, *identity_), index_options(options_));
  }

 private:
  options options_;
  std::shared_ptr<identity> identity_;
  std::string durability_;
  writer_place place_;
};

/// A positive number that no other store has.
std::string new_id() {
  constexpr std::uint64_t positive = ~(std::uint64_t{1} << 63);
  return std::to_string(base::system_entropy().next() & positive);
}

base::result<std::shared_ptr<identity>> found_store(client::connection& c, const options& opts) {
  std::vector<std::string> keys;
  for (const auto& name : {store_hash, hashes::name, hashes::session, hashes::owner,
                           hashes::tombstone, tables_of::tenant, rows_of(1)})
    keys.push_back(opts.prefix + name);
  const auto answer = client::run(c, open_script(), {keys.begin(), keys.end()},
                                  {new_id(), std::to_string(structures_version)});
  const auto id = answer[0].text_or_nil();
  const auto version = answer[1].text_or_nil();
  if (!id || !version)
    return base::fail(base::errc::internal, "",
                      "the keys with the store's prefix are not those of a whole store: " +
                          keys.front() + " is not what it was");
  if (answer[1].integer() > structures_version)
    return base::fail(base::errc::invalid_argument, "store.uri",
                      "the store was made by a newer parley");
  return std::make_shared<identity>(std::string{*id});
}

}  // namespace

base::result<std::unique_ptr<store>> open(const options& opts) {
  try {
    client::connection c{opts.server};
    const auto facts = read_facts(c);
    if (auto good = check(facts, opts); !good) return base::fail(good.error());
    auto id = found_store(c, opts);
    if (!id) return base::fail(id.error());
    return std::make_unique<redis_store>(opts, std::move(*id), redis::durability(facts));
  } catch (const client::failure& f) {
    return base::fail(f.to_status());
  }
}

}  // namespace parley::storage::redis
