#include "storage/sqlite/check/index_part.hpp"

#include <charconv>
#include <utility>

#include "storage/sqlite/statement.hpp"

namespace parley::storage::sqlite {
namespace {

// A table without contents tells its rows by their words only.
constexpr const char* words_sql =
    "SELECT term, doc FROM temp.words WHERE col = 'scope' ORDER BY term";

}  // namespace

index_part::index_part(connection& index, std::int64_t part, bool there)
    : first_(first_position(part)), entries_(std::size_t{1} << part_bits) {
  if (!there) return;
  index.run(("CREATE VIRTUAL TABLE temp.words USING fts5vocab('main', '" + part_name(part) +
             "', 'instance')")
                .c_str());
  try {
    read(index);
  } catch (...) {
    index.run("DROP TABLE temp.words");
    throw;
  }
  index.run("DROP TABLE temp.words");
}

void index_part::read(connection& index) {
  const std::string prefix = log_scope(0).substr(0, log_scope(0).size() - 1);
  statement word{index.handle(), words_sql};
  while (word.step()) {
    const auto slot = word.integer(1) - first_;
    if (slot < 0 || slot >= static_cast<std::int64_t>(entries_.size())) continue;
    auto& found = entries_[static_cast<std::size_t>(slot)];
    found.there = true;
    const auto term = word.text(0);
    if (term.starts_with(prefix)) {
      std::from_chars(term.data() + prefix.size(), term.data() + term.size(), found.log);
      continue;
    }
    if (tenants_.empty() || tenants_.back() != term) tenants_.emplace_back(term);
    found.tenant = static_cast<std::int32_t>(tenants_.size()) - 1;
  }
}

index_part::verdict index_part::take(const indexed_row& row) {
  auto& found = entries_[static_cast<std::size_t>(row.position - first_)];
  const auto was = std::exchange(found, {});
  if (!was.there) return verdict::missing;
  const bool same = was.log == row.log && was.tenant >= 0 &&
                    tenants_[static_cast<std::size_t>(was.tenant)] == tenant_scope(row.tenant);
  return same ? verdict::right : verdict::elsewhere;
}

std::vector<std::int64_t> index_part::strays() const {
  std::vector<std::int64_t> found;
  for (std::size_t i = 0; i < entries_.size(); ++i)
    if (entries_[i].there) found.push_back(first_ + static_cast<std::int64_t>(i));
  return found;
}

}  // namespace parley::storage::sqlite
