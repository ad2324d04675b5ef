#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "parley/base/digest.hpp"

namespace parley::storage::postgres {

/// A column of values for many rows: one parameter, an array that SQL takes apart with `unnest`.
/// bigint[], text[] or bytea[]; all values of a column are of one kind. An empty column is one of
/// bigint unless it was made with its kind.
class column {
 public:
  enum class kind { integer, text, bytes };
  explicit column(kind k) : kind_(k) {}

  void add(std::int64_t value);
  void add(std::string_view value);
  void add(const std::string& value) { add(std::string_view{value}); }
  void add(const char* value) { add(std::string_view{value}); }
  void add(const base::digest& value);
  void add(const std::optional<std::string>& value) {
    value ? add(std::string_view{*value}) : add_null();
  }
  void add(const std::optional<std::string_view>& value) { value ? add(*value) : add_null(); }
  void add(const std::optional<std::int64_t>& value) { value ? add(*value) : add_null(); }
  void add_null();

  std::size_t size() const { return static_cast<std::size_t>(count_); }
  bool empty() const { return count_ == 0; }
  void clear();

  /// The array in the server's binary form.
  std::string encoded() const;
  unsigned array_type() const;

 private:
  void add_raw(std::string_view bytes);

  kind kind_;
  std::int32_t count_ = 0;
  bool has_null_ = false;
  std::string body_;
};

/// Empty text is kept as NULL.
inline std::optional<std::string_view> or_null(std::string_view text) {
  return text.empty() ? std::nullopt : std::optional{text};
}

/// The parameters $1, $2, ... of a statement: bigint, double precision, text, bytea, or an array of
/// those. Owns the values. Text is escaped, see text.hpp.
class parameters {
 public:
  parameters() = default;

  /// In order.
  template <class... Values>
  static parameters of(const Values&... values) {
    parameters p;
    (p.add(values), ...);
    return p;
  }

  void add(std::int64_t value);
  void add(int value) { add(static_cast<std::int64_t>(value)); }
  void add(bool) = delete;
  void add(double value);
  void add(std::string_view value);
  void add(const std::string& value) { add(std::string_view{value}); }
  void add(const char* value) { add(std::string_view{value}); }
  void add(const base::digest& value);
  void add(const std::optional<std::string>& value);
  void add(const std::optional<std::int64_t>& value);
  void add(const column& values);
  void add(const std::vector<std::int64_t>& values);
  void add_text_or_null(std::string_view value);

  int size() const { return static_cast<int>(values_.size()); }

  // As libpq takes them; valid until the next change.
  std::vector<const char*> data() const;
  std::vector<int> lengths() const;
  const std::vector<unsigned>& types() const { return types_; }

 private:
  void put(unsigned type, std::optional<std::string> bytes);

  std::vector<std::optional<std::string>> values_;
  std::vector<unsigned> types_;
};

}  // namespace parley::storage::postgres
