#include <utility>

#include "storage/tiered/facets.hpp"
#include "storage/tiered/merge.hpp"

namespace parley::storage::tiered {
namespace {

std::vector<session_ref> names_of(const session_page& page) {
  std::vector<session_ref> names;
  for (const auto& item : page.items)
    names.push_back({item.record.tenant_id, item.record.session_id});
  return names;
}

class tiered_catalog : public catalog {
 public:
  explicit tiered_catalog(std::shared_ptr<both_stores> stores) : stores_(std::move(stores)) {}

  base::result<session_page> list(const session_query& query) override {
    settling reading{*stores_};
    for (;;) {
      auto hot = stores_->hot.catalog->list(query);
      if (!hot) return hot;
      auto archive = stores_->archive.catalog->list(query);
      if (!archive) return archive;
      const auto settled = reading.settled(names_of(*archive));
      if (!settled) return base::fail(settled.error());
      if (!*settled) continue;
      std::erase_if(archive->items, [&](const domain::session_view& item) {
        return reading.in_both().contains({item.record.tenant_id, item.record.session_id});
      });
      return merge(query, std::move(*hot), std::move(*archive));
    }
  }

  base::result<tenant_counts> counts(const std::string& tenant) override {
    const auto hot = stores_->hot.catalog->counts(tenant);
    if (!hot) return hot;
    const auto archive = stores_->archive.catalog->counts(tenant);
    if (!archive) return archive;
    return sum(*hot, *archive);
  }

  base::result<parley::storage::statistics> statistics(const statistics_query& query) override {
    auto hot = stores_->hot.catalog->statistics(query);
    if (!hot) return hot;
    const auto archive = stores_->archive.catalog->statistics(query);
    if (!archive) return archive;
    return merge(std::move(*hot), *archive);
  }

  base::result<std::vector<std::string>> tenants(const std::string& after,
                                                 std::int64_t items_max) override {
    const auto hot = stores_->hot.catalog->tenants(after, items_max);
    if (!hot) return hot;
    const auto archive = stores_->archive.catalog->tenants(after, items_max);
    if (!archive) return archive;
    return merge(*hot, *archive, items_max);
  }

  base::result<std::optional<tenant_setting>> setting(const std::string& tenant,
                                                      const std::string& name) override {
    return stores_->hot.catalog->setting(tenant, name);
  }
  base::result<std::vector<tenant_setting>> settings(const std::string& name) override {
    return stores_->hot.catalog->settings(name);
  }

 private:
  std::shared_ptr<both_stores> stores_;
};

}  // namespace

std::unique_ptr<catalog> make_catalog(std::shared_ptr<both_stores> stores) {
  return std::make_unique<tiered_catalog>(std::move(stores));
}

}  // namespace parley::storage::tiered
