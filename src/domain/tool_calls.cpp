#include "domain/parts.hpp"

namespace parley::domain {

namespace {

bool is_function_kind(std::string_view text) { return text == "function"; }
constexpr text_rule function_kind_rule{is_function_kind, "function"};

base::result<void> check_function(const json& value, std::string prefix, const base::limits& limits,
                                  unknown_fields policy) {
  object_reader in{value, std::move(prefix), limits, policy};
  in.text("name", non_empty_rule);
  in.text("arguments", any_rule);
  return in.end();
}

base::result<void> check_call(const json& value, const std::string& path,
                              const base::limits& limits, unknown_fields policy) {
  object_reader in{value, path + '.', limits, policy};
  in.text("id", non_empty_rule);
  if (in.strict())
    in.text("type", function_kind_rule);
  else
    in.optional_text("type", any_rule);
  const auto* function = in.find("function");
  if (!function)
    in.refuse(broken(in.path("function"), "an object with name and arguments"));
  else
    in.take(check_function(*function, in.path("function") + '.', limits, policy));
  return in.end();
}

}  // namespace

base::result<void> check_tool_calls(const json& list, const std::string& path,
                                    const base::limits& limits, unknown_fields policy) {
  for (std::size_t i = 0; i < list.size(); ++i) {
    auto checked = check_call(list[i], path + '[' + std::to_string(i) + ']', limits, policy);
    if (!checked) return checked;
  }
  return {};
}

}  // namespace parley::domain
