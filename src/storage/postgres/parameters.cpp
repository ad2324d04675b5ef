#include "storage/postgres/parameters.hpp"

#include <bit>
#include <utility>

#include "storage/postgres/text.hpp"

namespace parley::storage::postgres {
namespace {

// Object ids of types, as `pg_type` has them in every version.
constexpr unsigned bytes_type = 17;
constexpr unsigned integer_type = 20;
constexpr unsigned text_type = 25;
constexpr unsigned real_type = 701;
constexpr unsigned bytes_array = 1001;
constexpr unsigned text_array = 1009;
constexpr unsigned integer_array = 1016;

template <class Unsigned>
void append_big_endian(std::string& out, Unsigned value) {
  for (int shift = (static_cast<int>(sizeof value) - 1) * 8; shift >= 0; shift -= 8)
    out += static_cast<char>(value >> shift & 0xff);
}

void append_int(std::string& out, std::int32_t value) {
  append_big_endian(out, static_cast<std::uint32_t>(value));
}

std::string big_endian(std::int64_t value) {
  std::string out;
  append_big_endian(out, static_cast<std::uint64_t>(value));
  return out;
}

std::string_view as_text(const base::digest& value) {
  return {reinterpret_cast<const char*>(value.data()), value.size()};
}

std::string escaped(std::string_view value) {
  std::string out;
  append_escaped(out, value);
  return out;
}

}  // namespace

void column::add_raw(std::string_view bytes) {
  append_int(body_, static_cast<std::int32_t>(bytes.size()));
  body_ += bytes;
  ++count_;
}

void column::add(std::int64_t value) {
  append_int(body_, sizeof value);
  append_big_endian(body_, static_cast<std::uint64_t>(value));
  ++count_;
}

void column::add(std::string_view value) {
  needs_escape(value) ? add_raw(escaped(value)) : add_raw(value);
}

void column::add(const base::digest& value) { add_raw(as_text(value)); }

void column::add_null() {
  append_int(body_, -1);
  has_null_ = true;
  ++count_;
}

void column::clear() {
  body_.clear();
  count_ = 0;
  has_null_ = false;
}

unsigned column::array_type() const {
  return kind_ == kind::integer ? integer_array : kind_ == kind::text ? text_array : bytes_array;
}

std::string column::encoded() const {
  const auto element = kind_ == kind::integer ? integer_type
                       : kind_ == kind::text  ? text_type
                                              : bytes_type;
  std::string out;
  out.reserve(body_.size() + 20);
  append_int(out, count_ == 0 ? 0 : 1);  // dimensions
  append_int(out, has_null_ ? 1 : 0);
  append_int(out, static_cast<std::int32_t>(element));
  if (count_ == 0) return out;
  append_int(out, count_);
  append_int(out, 1);  // the first index
  return out += body_;
}

void parameters::put(unsigned type, std::optional<std::string> bytes) {
  types_.push_back(type);
  values_.push_back(std::move(bytes));
}

void parameters::add(std::int64_t value) { put(integer_type, big_endian(value)); }
void parameters::add(double value) {
  put(real_type, big_endian(std::bit_cast<std::int64_t>(value)));
}
void parameters::add(std::string_view value) { put(text_type, escaped(value)); }
void parameters::add(const base::digest& value) { put(bytes_type, std::string{as_text(value)}); }
void parameters::add(const std::optional<std::string>& value) {
  value ? add(std::string_view{*value}) : put(text_type, std::nullopt);
}
void parameters::add(const std::optional<std::int64_t>& value) {
  value ? add(*value) : put(integer_type, std::nullopt);
}
void parameters::add(const column& values) { put(values.array_type(), values.encoded()); }
void parameters::add(const std::vector<std::int64_t>& values) {
  column all{column::kind::integer};
  for (const auto value : values) all.add(value);
  add(all);
}
void parameters::add_text_or_null(std::string_view value) {
  value.empty() ? put(text_type, std::nullopt) : add(value);
}

std::vector<const char*> parameters::data() const {
  std::vector<const char*> found;
  found.reserve(values_.size());
  for (const auto& value : values_) found.push_back(value ? value->data() : nullptr);
  return found;
}

std::vector<int> parameters::lengths() const {
  std::vector<int> found;
  found.reserve(values_.size());
  for (const auto& value : values_) found.push_back(value ? static_cast<int>(value->size()) : 0);
  return found;
}

}  // namespace parley::storage::postgres
