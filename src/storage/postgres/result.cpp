#include "storage/postgres/result.hpp"

#include <libpq-fe.h>

#include <algorithm>
#include <bit>
#include <charconv>
#include <cstring>

#include "storage/postgres/text.hpp"

namespace parley::storage::postgres {
namespace {

std::int64_t read_integer(std::string_view bytes) {
  if (bytes.empty()) return 0;
  // The sign is in the first byte.
  std::int64_t value = static_cast<signed char>(bytes.front());
  for (const char c : bytes.substr(1))
    value = static_cast<std::int64_t>(static_cast<std::uint64_t>(value) << 8 |
                                      static_cast<unsigned char>(c));
  return value;
}

}  // namespace

std::string_view row::raw(int column) const {
  return {PQgetvalue(rows_, number_, column),
          static_cast<std::size_t>(PQgetlength(rows_, number_, column))};
}

bool row::is_null(int column) const { return PQgetisnull(rows_, number_, column) != 0; }

std::int64_t row::integer(int column) const { return read_integer(raw(column)); }

double row::real(int column) const { return std::bit_cast<double>(read_integer(raw(column))); }

std::string row::text(int column) const { return unescaped(raw(column)); }

std::optional<std::string> row::optional_text(int column) const {
  if (is_null(column)) return std::nullopt;
  return text(column);
}

base::digest row::digest(int column) const {
  base::digest value{};
  const auto bytes = raw(column);
  std::memcpy(value.data(), bytes.data(), std::min(bytes.size(), value.size()));
  return value;
}

void result::clear::operator()(pg_result* rows) const noexcept { PQclear(rows); }

int result::size() const { return rows_ ? PQntuples(rows_.get()) : 0; }

std::int64_t result::changed() const {
  if (!rows_) return 0;
  const std::string_view text = PQcmdTuples(rows_.get());
  std::int64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

}  // namespace parley::storage::postgres
