#include "storage/memory/store.hpp"

#include <utility>

namespace parley::storage::memory {
namespace {

class memory_store : public store {
 public:
  explicit memory_store(const open_options& options) : tables_(std::make_shared<tables>()) {
    tables_->clock = options.clock ? options.clock : &base::system_clock();
    tables_->limits = options.limits;
  }

  std::string driver() const override { return "memory"; }

  base::result<std::unique_ptr<log_writer>> open_writer() override {
    std::lock_guard guard{tables_->mutex};
    if (tables_->writer_open)
      return base::fail(base::errc::conflict, "", "the store has a writer; it takes one at a time");
    tables_->writer_open = true;
    ++tables_->epoch;
    return make_writer(tables_);
  }

  base::result<read_access> open_reader() override {
    return read_access{make_reader(tables_), make_catalog(tables_), make_jobs(tables_),
                       make_search(tables_)};
  }

 private:
  std::shared_ptr<tables> tables_;
};

}  // namespace

std::unique_ptr<store> open(const open_options& options) {
  return std::make_unique<memory_store>(options);
}

}  // namespace parley::storage::memory
