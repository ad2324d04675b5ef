#include <algorithm>
#include <chrono>
#include <limits>
#include <utility>

#include "parley/base/clock.hpp"
#include "storage/page_bounds.hpp"
#include "storage/tiered/facets.hpp"

namespace parley::storage::tiered {
namespace {

/// Places that drivers give are below 2^62; those of the archive are marked by that bit. All bits:
/// the archive from its newest message on.
constexpr std::int64_t archive_bit = seq_max;
constexpr std::int64_t archive_begin = std::numeric_limits<std::int64_t>::max();

/// A page for which the hot store took longer ends with its hits: drivers end theirs after some tens
/// of milliseconds, and who asks does not wait for two of them.
constexpr std::chrono::milliseconds hot_time_max{10};

bool is_of_archive(const std::optional<std::int64_t>& place) {
  return place && *place >= archive_bit;
}

class tiered_search : public search {
 public:
  explicit tiered_search(std::shared_ptr<both_stores> stores) : stores_(std::move(stores)) {}

  base::result<search_page> find(const search_query& query) override {
    settling reading{*stores_};
    for (;;) {
      search_page page;
      const auto start = clock_.monotonic();
      if (!is_of_archive(query.before)) {
        auto hot = stores_->hot.search->find(query);
        if (!hot || hot->next) return hot;
        page = std::move(*hot);
        if (static_cast<std::int64_t>(page.items.size()) >= query.items_max ||
            clock_.monotonic() - start > hot_time_max) {
          page.next = archive_begin;
          return page;
        }
      }
      auto archive = find_archived(query, page);
      if (!archive) return archive;
      std::vector<session_ref> names;
      for (const auto& hit : archive->items) names.push_back({query.tenant, hit.session_id});
      const auto settled = reading.settled(names);
      if (!settled) return base::fail(settled.error());
      if (!*settled) continue;
      std::erase_if(archive->items, [&](const search_hit& hit) {
        return reading.in_both().contains({query.tenant, hit.session_id});
      });
      return joined(std::move(page), std::move(*archive), is_of_archive(query.before));
    }
  }

 private:
  base::result<search_page> find_archived(search_query query, const search_page& hot) {
    if (!is_of_archive(query.before) || *query.before == archive_begin)
      query.before.reset();
    else
      *query.before -= archive_bit;
    query.items_max -= static_cast<std::int64_t>(hot.items.size());
    return stores_->archive.search->find(query);
  }

  static search_page joined(search_page hot, search_page archive, bool archive_only) {
    if (!archive_only) archive.indexed_upto = std::min(archive.indexed_upto, hot.indexed_upto);
    // Whoever left the hot store after it was asked is found in both.
    std::erase_if(archive.items, [&](const search_hit& hit) {
      return std::any_of(hot.items.begin(), hot.items.end(), [&](const search_hit& other) {
        return other.session_id == hit.session_id && other.seq == hit.seq;
      });
    });
    archive.items.insert(archive.items.begin(), std::make_move_iterator(hot.items.begin()),
                         std::make_move_iterator(hot.items.end()));
    if (archive.next) *archive.next += archive_bit;
    return archive;
  }

  std::shared_ptr<both_stores> stores_;
  const base::clock& clock_ = base::system_clock();
};

}  // namespace

std::unique_ptr<search> make_search(std::shared_ptr<both_stores> stores) {
  if (!stores->hot.search || !stores->archive.search) return nullptr;
  return std::make_unique<tiered_search>(std::move(stores));
}

}  // namespace parley::storage::tiered
