/// libFuzzer target of the reader of tool calls in answers. What it takes for a call must be one
/// when it is written again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "parley/base/utf8.hpp"
#include "parley/context/tool_call_text.hpp"

namespace {

using namespace parley;

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view answer{reinterpret_cast<const char*>(data), size};
  if (!base::is_utf8(answer)) return 0;
  const auto read = context::read_tool_calls(answer);
  require(base::is_utf8(read.text) && read.text.size() <= size);
  require(!read.calls.empty() || read.text == answer);
  for (const auto& error : read.errors) require(!error.status.text.empty());
  for (const auto& call : read.calls) {
    const auto again = context::read_tool_calls(context::write_tool_call(call));
    require(again.errors.empty() && again.calls.size() == 1);
    require(again.calls[0].name == call.name && again.calls[0].arguments == call.arguments);
  }
  return 0;
}
