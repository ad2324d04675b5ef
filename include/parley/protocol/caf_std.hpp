#pragma once

// What CAF 0.17 cannot inspect by itself: optional values, std::variant and JSON. The overloads are
// found through the namespace of CAF's inspectors; CAF 0.18 brings its own.

#include <caf/error.hpp>
#include <caf/meta/load_callback.hpp>
#include <caf/meta/type_name.hpp>
#include <caf/sec.hpp>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <variant>

#include "parley/base/boxed.hpp"

namespace caf {

template <class Inspector, class Optional>
typename Inspector::result_type inspect_optional(Inspector& f, Optional& x) {
  if constexpr (Inspector::reads_state) {
    bool has = x.has_value();
    return has ? f(has, *x) : f(has);
  } else {
    bool has = false;
    if (auto error = f(has)) return error;
    x.reset();
    return has ? f(x.emplace()) : error{};
  }
}

template <class Inspector, class T>
typename Inspector::result_type inspect(Inspector& f, std::optional<T>& x) {
  return inspect_optional(f, x);
}

template <class Inspector, class T>
typename Inspector::result_type inspect(Inspector& f, parley::base::boxed<T>& x) {
  return inspect_optional(f, x);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, nlohmann::json& x) {
  if constexpr (Inspector::reads_state) {
    std::string text = x.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    return f(text);
  } else {
    std::string text;
    if (auto error = f(text)) return error;
    x = nlohmann::json::parse(text, nullptr, false);
    return x.is_discarded() ? error{sec::invalid_argument} : error{};
  }
}

template <std::size_t I = 0, class Inspector, class... Ts>
error load_alternative(Inspector& f, std::variant<Ts...>& x, std::size_t index) {
  if constexpr (I < sizeof...(Ts)) {
    if (index == I) return f(x.template emplace<I>());
    return load_alternative<I + 1>(f, x, index);
  } else {
    return sec::invalid_argument;
  }
}

template <class Inspector, class... Ts>
typename Inspector::result_type inspect(Inspector& f, std::variant<Ts...>& x) {
  if constexpr (Inspector::reads_state) {
    auto index = static_cast<std::uint8_t>(x.index());
    return std::visit([&](auto& alternative) { return f(index, alternative); }, x);
  } else {
    std::uint8_t index = 0;
    if (auto error = f(index)) return error;
    return load_alternative(f, x, index);
  }
}

}  // namespace caf
