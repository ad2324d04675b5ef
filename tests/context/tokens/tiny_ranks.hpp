#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace parley::tests {

/// A rank file in tiktoken's format of these tokens, ranked in this order.
std::string rank_file(const std::vector<std::string>& tokens);

/// The 256 single bytes and, behind them, these.
std::vector<std::string> with_single_bytes(const std::vector<std::string>& more);

std::string base64(std::string_view bytes);

}  // namespace parley::tests
