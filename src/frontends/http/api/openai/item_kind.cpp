#include "frontends/http/api/openai/item_kind.hpp"

namespace parley::frontends::http::api::openai {

namespace {

struct prefixed {
  std::string_view type;
  std::string_view prefix;
};

constexpr prefixed prefixes[] = {
    {"message", "msg"},
    {"function_call", "fc"},
    {"function_call_output", "fco"},
    {"custom_tool_call", "ctc"},
    {"custom_tool_call_output", "ctco"},
    {"reasoning", "rs"},
    {"compaction", "cmp"},
    {"computer_call", "cu"},
    {"computer_call_output", "cuo"},
    {"file_search_call", "fs"},
    {"web_search_call", "ws"},
    {"tool_search_call", "tsc"},
    {"tool_search_output", "tso"},
    {"image_generation_call", "ig"},
    {"code_interpreter_call", "ci"},
    {"local_shell_call", "lsh"},
    {"local_shell_call_output", "lsho"},
    {"shell_call", "sh"},
    {"shell_call_output", "sho"},
    {"apply_patch_call", "apc"},
    {"apply_patch_call_output", "apco"},
    {"mcp_call", "mcp"},
    {"mcp_list_tools", "mcpl"},
    {"mcp_approval_request", "mcpr"},
    {"mcp_approval_response", "mcpa"},
};

}  // namespace

std::string_view id_prefix(std::string_view type) {
  for (const auto& known : prefixes)
    if (known.type == type) return known.prefix;
  return "item";
}

bool is_call(std::string_view type) { return type.ends_with("_call") || type == "program"; }

bool is_output(std::string_view type) { return type.ends_with("_output"); }

}  // namespace parley::frontends::http::api::openai
