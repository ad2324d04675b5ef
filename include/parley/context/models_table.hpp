#pragma once

#include <optional>
#include <string_view>

#include "parley/context/bpe.hpp"

namespace parley::context {

/// Which encoding a model reads, by its name; none for models of which it is not known. The source
/// is `tiktoken/model.py` of openai/tiktoken (0.14), without the encodings that are not supported
/// here, and whole families where it lists their members: a new `gpt-5.1` needs no new table.
std::optional<bpe_encoding> encoding_of_model(std::string_view model);

}  // namespace parley::context
