#include "parley/testing/faulty_store.hpp"

#include <utility>
#include <vector>

#include "parley/storage/timeline.hpp"

namespace parley::testing {
namespace {

using namespace storage;

base::status away() {
  return {base::errc::unavailable, "", "the test says that the store is away", 100};
}

std::vector<outcome> all(std::size_t n, commit kind, const base::status& error) {
  outcome one;
  one.kind = kind;
  one.error = error;
  return std::vector<outcome>(n, one);
}

class faulty_writer : public log_writer {
 public:
  faulty_writer(std::unique_ptr<log_writer> inner, std::shared_ptr<fault_script> script)
      : inner_(std::move(inner)), script_(std::move(script)) {}

  std::vector<outcome> commit(std::span<const submission> batch) override {
    const base::status unknown{base::errc::unknown_outcome, "",
                               "the test says that nobody knows what became of it"};
    const auto fault = script_->enter_commit(batch);
    if (!undecided_.empty()) inner_->commit(std::exchange(undecided_, {}));
    switch (fault) {
      case commit_fault::none:
        break;
      case commit_fault::reject:
        return all(batch.size(), storage::commit::rejected, away());
      case commit_fault::conflict:
        return all(batch.size(), storage::commit::rejected,
                   {base::errc::conflict, "", "the test says that the head moved"});
      case commit_fault::lost:
        return all(batch.size(), storage::commit::unknown, unknown);
      case commit_fault::written:
        inner_->commit(batch);
        return all(batch.size(), storage::commit::unknown, unknown);
      case commit_fault::late:
        undecided_.assign(batch.begin(), batch.end());
        return all(batch.size(), storage::commit::unknown, unknown);
    }
    return inner_->commit(batch);
  }

  std::uint64_t epoch() const override { return inner_->epoch(); }
  void idle() override { inner_->idle(); }

 private:
  std::unique_ptr<log_writer> inner_;
  std::shared_ptr<fault_script> script_;
  std::vector<submission> undecided_;
};

class faulty_reader : public log_reader, public timeline {
 public:
  faulty_reader(std::unique_ptr<log_reader> inner, std::shared_ptr<fault_script> script)
      : inner_(std::move(inner)), script_(std::move(script)) {}

  base::result<std::optional<stored_session>> load(const session_ref& ref) override {
    if (!script_->enter_read()) return base::fail(away());
    return inner_->load(ref);
  }
  base::result<std::vector<domain::message>> page(std::int64_t log,
                                                  const page_request& request) override {
    if (!script_->enter_read()) return base::fail(away());
    return inner_->page(log, request);
  }
  base::result<std::optional<domain::message>> find_seq(std::int64_t log,
                                                        std::int64_t seq) override {
    if (!script_->enter_read()) return base::fail(away());
    return inner_->find_seq(log, seq);
  }
  base::result<std::optional<domain::message>> find_id(std::int64_t log,
                                                       const std::string& message_id) override {
    if (!script_->enter_read()) return base::fail(away());
    return inner_->find_id(log, message_id);
  }
  base::result<std::int64_t> common(std::int64_t left_log, std::int64_t right_log) override {
    if (!script_->enter_read()) return base::fail(away());
    return inner_->common(left_log, right_log);
  }
  base::result<std::vector<domain::turn>> turns(std::int64_t key, std::int64_t after,
                                                std::int64_t items_max) override {
    if (!script_->enter_read()) return base::fail(away());
    return inner_->turns(key, after, items_max);
  }
  base::result<std::vector<storage::turn_holder>> turn_holders(std::int64_t after,
                                                               std::int64_t items_max) override {
    if (!script_->enter_read()) return base::fail(away());
    return inner_->turn_holders(after, items_max);
  }
  base::result<std::optional<domain::turn>> find_turn(std::int64_t key,
                                                      const std::string& turn_id) override {
    if (!script_->enter_read()) return base::fail(away());
    return inner_->find_turn(key, turn_id);
  }
  base::result<std::optional<domain::turn>> find_turn_of(std::int64_t key,
                                                         const std::string& question_id) override {
    if (!script_->enter_read()) return base::fail(away());
    return inner_->find_turn_of(key, question_id);
  }
  base::result<std::optional<domain::erasure>> find_erasure(const session_ref& ref) override {
    if (!script_->enter_read()) return base::fail(away());
    return inner_->find_erasure(ref);
  }
  base::result<std::optional<domain::erasure>> find_blanked(const session_ref& session,
                                                            std::int64_t seq) override {
    if (!script_->enter_read()) return base::fail(away());
    return inner_->find_blanked(session, seq);
  }
  base::result<std::optional<person_receipt>> find_person(const std::string& tenant,
                                                          const std::string& user) override {
    if (!script_->enter_read()) return base::fail(away());
    return inner_->find_person(tenant, user);
  }
  base::result<sent_page> sent_by(const std::string& tenant, const std::string& sender,
                                  std::int64_t after, std::int64_t rows_max) override {
    if (!script_->enter_read()) return base::fail(away());
    return inner_->sent_by(tenant, sender, after, rows_max);
  }
  base::result<std::vector<sent_messages>> asked_by(const std::string& tenant,
                                                    const std::string& asker,
                                                    std::int64_t items_max) override {
    if (!script_->enter_read()) return base::fail(away());
    return inner_->asked_by(tenant, asker, items_max);
  }
  base::result<summary_state> summary_state_of(std::int64_t log) override {
    if (!script_->enter_read()) return base::fail(away());
    return inner_->summary_state_of(log);
  }
  base::result<std::vector<domain::summary>> summaries(std::int64_t log, std::int64_t skip,
                                                       std::int64_t items_max) override {
    if (!script_->enter_read()) return base::fail(away());
    return inner_->summaries(log, skip, items_max);
  }
  base::result<std::optional<domain::summary>> find_summary(std::int64_t log,
                                                            const std::string& id) override {
    if (!script_->enter_read()) return base::fail(away());
    return inner_->find_summary(log, id);
  }
  base::result<std::int64_t> characters(std::int64_t log, std::int64_t after,
                                        std::int64_t most) override {
    if (!script_->enter_read()) return base::fail(away());
    return inner_->characters(log, after, most);
  }
  base::result<std::vector<moved_message>> rows_to_move(std::int64_t log, std::int64_t after,
                                                        std::int64_t items_max,
                                                        std::int64_t bytes_max) override {
    if (!script_->enter_read()) return base::fail(away());
    return inner_->rows_to_move(log, after, items_max, bytes_max);
  }
  base::result<std::vector<turn_tally>> tallies(std::int64_t log, std::int64_t after,
                                                std::int64_t items_max) override {
    if (!script_->enter_read()) return base::fail(away());
    return inner_->tallies(log, after, items_max);
  }
  base::result<std::vector<moving_log>> moving(std::int64_t after,
                                               std::int64_t items_max) override {
    if (!script_->enter_read()) return base::fail(away());
    return inner_->moving(after, items_max);
  }
  base::result<std::optional<idempotent_effect>> find_effect(const std::string& tenant,
                                                             const std::string& key,
                                                             const std::string& route) override {
    if (!script_->enter_read()) return base::fail(away());
    return inner_->find_effect(tenant, key, route);
  }
  base::result<timeline_end> end() override {
    return in_order<timeline_end>([](timeline& order) { return order.end(); });
  }
  base::result<placed_page> places(const std::string& tenant, std::int64_t after,
                                   std::int64_t items_max, std::int64_t rows_max) override {
    return in_order<placed_page>(
        [&](timeline& order) { return order.places(tenant, after, items_max, rows_max); });
  }
  base::result<bool> has_left(const std::string& tenant,
                              const std::optional<base::timestamp>& since) override {
    return in_order<bool>([&](timeline& order) { return order.has_left(tenant, since); });
  }

 private:
  template <class T, class F>
  base::result<T> in_order(F read) {
    auto* order = timeline_of(*inner_);
    if (!order) return base::fail(base::errc::not_implemented, "", "the inner store has no order");
    if (!script_->enter_read()) return base::fail(away());
    return read(*order);
  }

  std::unique_ptr<log_reader> inner_;
  std::shared_ptr<fault_script> script_;
};

class faulty_catalog : public catalog {
 public:
  faulty_catalog(std::unique_ptr<catalog> inner, std::shared_ptr<fault_script> script)
      : inner_(std::move(inner)), script_(std::move(script)) {}

  base::result<session_page> list(const session_query& query) override {
    if (!script_->enter_read()) return base::fail(away());
    return inner_->list(query);
  }
  base::result<tenant_counts> counts(const std::string& tenant) override {
    if (!script_->enter_read()) return base::fail(away());
    return inner_->counts(tenant);
  }
  base::result<storage::statistics> statistics(const statistics_query& query) override {
    if (!script_->enter_read()) return base::fail(away());
    return inner_->statistics(query);
  }
  base::result<std::optional<tenant_setting>> setting(const std::string& tenant,
                                                      const std::string& name) override {
    if (!script_->enter_read()) return base::fail(away());
    return inner_->setting(tenant, name);
  }
  base::result<std::vector<std::string>> tenants(const std::string& after,
                                                 std::int64_t items_max) override {
    if (!script_->enter_read()) return base::fail(away());
    return inner_->tenants(after, items_max);
  }
  base::result<std::vector<tenant_setting>> settings(const std::string& name) override {
    if (!script_->enter_read()) return base::fail(away());
    return inner_->settings(name);
  }

 private:
  std::unique_ptr<catalog> inner_;
  std::shared_ptr<fault_script> script_;
};

class faulty_jobs : public jobs {
 public:
  faulty_jobs(std::unique_ptr<jobs> inner, std::shared_ptr<fault_script> script)
      : inner_(std::move(inner)), script_(std::move(script)) {}

  base::result<due_jobs> due(base::timestamp now, std::int64_t items_max) override {
    if (!script_->enter_read()) return base::fail(away());
    return inner_->due(now, items_max);
  }
  base::result<std::vector<job>> dead(const dead_query& query) override {
    if (!script_->enter_read()) return base::fail(away());
    return inner_->dead(query);
  }
  base::result<std::optional<job>> find(const std::string& tenant, std::int64_t id) override {
    if (!script_->enter_read()) return base::fail(away());
    return inner_->find(tenant, id);
  }

 private:
  std::unique_ptr<jobs> inner_;
  std::shared_ptr<fault_script> script_;
};

class faulty_search : public search {
 public:
  faulty_search(std::unique_ptr<search> inner, std::shared_ptr<fault_script> script)
      : inner_(std::move(inner)), script_(std::move(script)) {}

  base::result<search_page> find(const search_query& query) override {
    if (!script_->enter_read()) return base::fail(away());
    return inner_->find(query);
  }

 private:
  std::unique_ptr<search> inner_;
  std::shared_ptr<fault_script> script_;
};

class faulty_store : public store {
 public:
  faulty_store(std::unique_ptr<store> inner, std::shared_ptr<fault_script> script)
      : inner_(std::move(inner)), script_(std::move(script)) {}

  std::string driver() const override { return inner_->driver(); }

  base::result<std::unique_ptr<log_writer>> open_writer() override {
    auto inner = inner_->open_writer();
    if (!inner) return inner;
    return std::make_unique<faulty_writer>(std::move(*inner), script_);
  }

  base::result<read_access> open_reader() override {
    auto inner = inner_->open_reader();
    if (!inner) return inner;
    read_access outer{std::make_unique<faulty_reader>(std::move(inner->log), script_),
                      std::make_unique<faulty_catalog>(std::move(inner->catalog), script_),
                      std::make_unique<faulty_jobs>(std::move(inner->jobs), script_), nullptr};
    if (inner->search)
      outer.search = std::make_unique<faulty_search>(std::move(inner->search), script_);
    return outer;
  }

  base::result<std::unique_ptr<indexer>> open_indexer() override { return inner_->open_indexer(); }

 private:
  std::unique_ptr<store> inner_;
  std::shared_ptr<fault_script> script_;
};

}  // namespace

std::unique_ptr<store> make_faulty_store(std::unique_ptr<store> inner,
                                         std::shared_ptr<fault_script> script) {
  return std::make_unique<faulty_store>(std::move(inner), std::move(script));
}

}  // namespace parley::testing
