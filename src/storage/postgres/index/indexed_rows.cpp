#include "storage/postgres/index/indexed_rows.hpp"

#include "storage/postgres/index/keys.hpp"

namespace parley::storage::postgres {

std::vector<std::int64_t> keys_of(const indexed_row& row, language::tokens& tokens) {
  auto keys = hashes_of(row.tenant, tokens.of(row.content));
  keys.push_back(log_hash(row.log));
  for (auto& key : keys) key |= bucket_of(row.position) << hash_bits;
  return keys;
}

std::string array_text(const std::vector<std::int64_t>& keys) {
  std::string text = "{";
  for (const auto key : keys) text.append(text.size() > 1 ? "," : "").append(std::to_string(key));
  return text + "}";
}

}  // namespace parley::storage::postgres
