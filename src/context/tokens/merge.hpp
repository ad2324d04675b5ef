#pragma once

#include <cstdint>
#include <string_view>

#include "context/tokens/ranks_table.hpp"

namespace parley::context {

/// How many tokens a piece becomes: one when it is a token, else what is left when, as long as two
/// neighbours together are a token, those of the lowest rank have been joined, the leftmost of
/// equal ones first (byte-pair encoding, Sennrich et al. 2016, as tiktoken does it). Bytes up to
/// `readable` may be read. The piece is not empty and below 4 GiB.
std::int64_t count_tokens(const ranks_table& ranks, std::string_view piece, const char* readable);

}  // namespace parley::context
