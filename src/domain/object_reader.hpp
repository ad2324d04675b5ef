#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/rules.hpp"
#include "parley/base/limits.hpp"
#include "parley/base/time.hpp"
#include "parley/domain/decode.hpp"

namespace parley::domain {

/// Reads the fields of one JSON object in the order of their checks. The first broken rule sticks;
/// after it every call gives an empty value, so a decoder is a plain list of fields, and asks
/// `end` once, last. A null is the same as an absent field.
/// Sizes are checked only where unknown fields are refused: what is stored must stay readable when
/// a limit is lowered.
class object_reader {
 public:
  /// `prefix` goes before field names in errors: "participants[1]." The value must outlive this.
  object_reader(const json& value, std::string prefix, const base::limits& limits,
                unknown_fields policy);

  bool ok() const { return !error_; }
  bool strict() const { return policy_ == unknown_fields::refuse; }
  const base::limits& limits() const { return limits_; }

  /// The full name of a field, for errors.
  std::string path(std::string_view name) const;

  std::string text(std::string_view name, const text_rule& rule);
  std::optional<std::string> optional_text(std::string_view name, const text_rule& rule);
  std::optional<base::timestamp> time(std::string_view name);
  std::optional<std::int64_t> integer(std::string_view name, std::int64_t least);
  json metadata();

  /// An object, or null when absent.
  json object(std::string_view name);

  /// An array, or nullptr when absent.
  const json* list(std::string_view name);

  /// A name of an enumeration, read by one of names.hpp's functions.
  template <class Enum>
  std::optional<Enum> optional_name(std::string_view name,
                                    std::optional<Enum> (*parse)(std::string_view),
                                    std::string_view allowed) {
    const auto written = optional_text(name, any_rule);
    if (!written) return std::nullopt;
    const auto value = parse(*written);
    if (!value) refuse(broken(path(name), one_of(allowed)));
    return value;
  }

  template <class Enum>
  Enum name(std::string_view name, std::optional<Enum> (*parse)(std::string_view),
            std::string_view allowed) {
    if (ok() && !find(name)) refuse(broken(path(name), one_of(allowed)));
    return optional_name(name, parse, allowed).value_or(Enum{});
  }

  /// A field that is read elsewhere or not at all, but is not unknown.
  const json* find(std::string_view name);

  void refuse(base::status error);

  /// Takes over the error of a part that was decoded by itself.
  template <class T>
  T take(base::result<T> part) {
    if (part) return std::move(*part);
    refuse(std::move(part.error()));
    return T{};
  }
  void take(base::result<void> part) {
    if (!part) refuse(std::move(part.error()));
  }

  /// The first error, if there was one, unknown fields last. Under `keep` those go to `extra`.
  base::result<void> end(json* extra = nullptr);

 private:
  static std::string one_of(std::string_view allowed);

  const json& value_;
  std::string prefix_;
  const base::limits& limits_;
  unknown_fields policy_;
  std::vector<std::string_view> known_;
  std::optional<base::status> error_;
};

}  // namespace parley::domain
