#include "storage/postgres/store.hpp"

#include <utility>

#include "storage/postgres/connection.hpp"
#include "storage/postgres/failure.hpp"
#include "storage/postgres/index/indexer.hpp"
#include "storage/postgres/reader.hpp"
#include "storage/postgres/schema.hpp"
#include "storage/postgres/server_facts.hpp"
#include "storage/postgres/writer.hpp"
#include "storage/writer_place.hpp"

namespace parley::storage::postgres {
namespace {

class postgres_store : public store {
 public:
  postgres_store(const options& opts, std::string durability)
      : options_(opts), durability_(std::move(durability)) {}

  std::string driver() const override { return "postgres"; }
  std::string durability() const override { return durability_; }

  base::result<std::unique_ptr<log_writer>> open_writer() override {
    return place_.open([this] { return postgres::open_writer(options_); });
  }

  base::result<read_access> open_reader() override {
    auto shared = std::make_shared<reader_connection>(options_);
    return read_access{make_reader(shared), make_catalog(shared), make_jobs(shared),
                       options_.index ? make_search(shared) : nullptr};
  }

  base::result<std::unique_ptr<indexer>> open_indexer() override {
    if (!options_.index) return nullptr;
    return postgres::open_indexer(options_);
  }

 private:
  options options_;
  std::string durability_;
  writer_place place_;
};

}  // namespace

base::result<std::unique_ptr<store>> open(const options& opts) {
  try {
    connection c{opts};
    const auto facts = read_facts(c);
    if (!facts) return base::fail(facts.error());
    if (auto ready = migrate(c); !ready) return base::fail(ready.error());
    return std::make_unique<postgres_store>(opts, postgres::durability(*facts));
  } catch (const failure& f) {
    return base::fail(f.to_status());
  }
}

}  // namespace parley::storage::postgres
