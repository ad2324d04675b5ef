#include <algorithm>
#include <utility>

#include "parley/storage/tiered.hpp"
#include "parley/storage/timeline.hpp"
#include "storage/tiered/common.hpp"
#include "storage/tiered/facets.hpp"
#include "storage/tiered/sent.hpp"

namespace parley::storage::tiered {
namespace {

/// A key or log says by its sign which store it is of; its number there has none.
class tiered_reader : public log_reader, public timeline {
 public:
  explicit tiered_reader(std::shared_ptr<both_stores> stores) : stores_(std::move(stores)) {}

  base::result<std::optional<stored_session>> load(const session_ref& ref) override {
    auto found = hot().load(ref);
    if (!found || *found) return found;
    found = archive().load(ref);
    if (!found) return found;
    // It may have come back after the hot store was asked, and may have been erased there since.
    if (!*found) return hot().load(ref);
    const auto receipt = hot().find_erasure(ref);
    if (!receipt) return base::fail(receipt.error());
    if (*receipt) return std::nullopt;
    (*found)->key = in_archive((*found)->key);
    (*found)->log = in_archive((*found)->log);
    return found;
  }

  base::result<std::vector<domain::message>> page(std::int64_t log,
                                                  const page_request& request) override {
    return of(log).page(number(log), request);
  }
  base::result<std::optional<domain::message>> find_seq(std::int64_t log,
                                                        std::int64_t seq) override {
    return of(log).find_seq(number(log), seq);
  }
  base::result<std::optional<domain::message>> find_id(std::int64_t log,
                                                       const std::string& message_id) override {
    return of(log).find_id(number(log), message_id);
  }

  base::result<std::int64_t> common(std::int64_t left_log, std::int64_t right_log) override {
    if (is_archived(left_log) == is_archived(right_log))
      return of(left_log).common(number(left_log), number(right_log));
    return common_of({of(left_log), number(left_log)}, {of(right_log), number(right_log)},
                     stores_->limits.compare_messages);
  }

  base::result<std::vector<domain::turn>> turns(std::int64_t key, std::int64_t after,
                                                std::int64_t items_max) override {
    return of(key).turns(number(key), after, items_max);
  }
  base::result<std::vector<turn_holder>> turn_holders(std::int64_t after,
                                                      std::int64_t items_max) override {
    return hot().turn_holders(after, items_max);
  }
  base::result<std::optional<domain::turn>> find_turn(std::int64_t key,
                                                      const std::string& turn_id) override {
    return of(key).find_turn(number(key), turn_id);
  }
  base::result<std::optional<domain::turn>> find_turn_of(std::int64_t key,
                                                         const std::string& question_id) override {
    return of(key).find_turn_of(number(key), question_id);
  }

  base::result<std::optional<domain::erasure>> find_erasure(const session_ref& ref) override {
    auto found = hot().find_erasure(ref);
    if (!found || *found) return found;
    return archive().find_erasure(ref);
  }
  base::result<std::optional<domain::erasure>> find_blanked(const session_ref& session,
                                                            std::int64_t seq) override {
    auto found = hot().find_blanked(session, seq);
    if (!found || *found) return found;
    return archive().find_blanked(session, seq);
  }

  base::result<std::optional<person_receipt>> find_person(const std::string& tenant,
                                                          const std::string& user) override {
    return person_of(*stores_, tenant, user);
  }
  base::result<sent_page> sent_by(const std::string& tenant, const std::string& sender,
                                  std::int64_t after, std::int64_t rows_max) override {
    return sent_in(*stores_, tenant, sender, after, rows_max);
  }
  base::result<std::vector<sent_messages>> asked_by(const std::string& tenant,
                                                    const std::string& asker,
                                                    std::int64_t items_max) override {
    return asked_in(*stores_, tenant, asker, items_max);
  }

  base::result<summary_state> summary_state_of(std::int64_t log) override {
    return of(log).summary_state_of(number(log));
  }
  base::result<std::vector<domain::summary>> summaries(std::int64_t log, std::int64_t skip,
                                                       std::int64_t items_max) override {
    return of(log).summaries(number(log), skip, items_max);
  }
  base::result<std::optional<domain::summary>> find_summary(std::int64_t log,
                                                            const std::string& id) override {
    return of(log).find_summary(number(log), id);
  }
  base::result<std::int64_t> characters(std::int64_t log, std::int64_t after,
                                        std::int64_t most) override {
    return of(log).characters(number(log), after, most);
  }

  base::result<std::vector<moved_message>> rows_to_move(std::int64_t log, std::int64_t after,
                                                        std::int64_t items_max,
                                                        std::int64_t bytes_max) override {
    return of(log).rows_to_move(number(log), after, items_max, bytes_max);
  }
  base::result<std::vector<turn_tally>> tallies(std::int64_t log, std::int64_t after,
                                                std::int64_t items_max) override {
    return of(log).tallies(number(log), after, items_max);
  }
  base::result<std::vector<moving_log>> moving(std::int64_t after,
                                               std::int64_t items_max) override {
    return hot().moving(after, items_max);
  }

  base::result<std::optional<idempotent_effect>> find_effect(const std::string& tenant,
                                                             const std::string& key,
                                                             const std::string& route) override {
    auto found = hot().find_effect(tenant, key, route);
    if (!found || !*found || (*found)->log == 0) return found;
    // The session may have been moved since: then its messages have another log.
    const auto session = load({tenant, (*found)->session_id});
    if (!session) return base::fail(session.error());
    if (*session) (*found)->log = (*session)->log;
    return found;
  }

  // The order is that of the hot store: what moved away is not in it any more.
  base::result<timeline_end> end() override {
    if (auto* order = timeline_of(hot())) return order->end();
    return base::fail(no_order());
  }
  base::result<placed_page> places(const std::string& tenant, std::int64_t after,
                                   std::int64_t items_max, std::int64_t rows_max) override {
    if (auto* order = timeline_of(hot())) return order->places(tenant, after, items_max, rows_max);
    return base::fail(no_order());
  }
  base::result<bool> has_left(const std::string& tenant,
                              const std::optional<base::timestamp>& since) override {
    session_query query;
    query.tenant = tenant;
    query.active_from = since;
    query.order = list_order::last_activity;
    query.items_max = 1;
    const auto found = stores_->archive.catalog->list(query);
    if (!found) return base::fail(found.error());
    return !found->items.empty() || found->next.has_value();
  }

 private:
  static base::status no_order() {
    return {base::errc::not_implemented, "", "The hot store has no order of a tenant's messages."};
  }

  log_reader& hot() { return *stores_->hot.log; }
  log_reader& archive() { return *stores_->archive.log; }
  log_reader& of(std::int64_t number) { return is_archived(number) ? archive() : hot(); }
  static std::int64_t number(std::int64_t known) {
    return is_archived(known) ? in_archive(known) : known;
  }

  std::shared_ptr<both_stores> stores_;
};

}  // namespace

std::unique_ptr<log_reader> make_reader(std::shared_ptr<both_stores> stores) {
  return std::make_unique<tiered_reader>(std::move(stores));
}

}  // namespace parley::storage::tiered
