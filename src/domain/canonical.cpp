#include "parley/domain/json.hpp"

namespace parley::domain {

std::string canonical(const json& value) {
  // Values from the door are well-formed UTF-8; one made by a host application may not be, and
  // must not throw here.
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

json json_text::value() const {
  if (text.empty()) return nullptr;
  auto parsed = json::parse(text, nullptr, false);
  return parsed.is_discarded() ? json(nullptr) : parsed;
}

json_text to_text(const json& value) {
  if (value.is_null() || (value.is_object() && value.empty())) return {};
  return {canonical(value)};
}

}  // namespace parley::domain
