#pragma once

#include <memory>
#include <string>

#include "parley/models/openai.hpp"
#include "parley/models/summarizer.hpp"

namespace parley::models {

/// What the settings `summarizer.*` say. `summary_chars` is for every kind, the rest for `openai`.
struct summarizer_options : openai_options {
  std::string kind = "extractive";  ///< off, extractive or openai
};

/// The summarizer that the options describe; null for `off`: nothing is summarized. Fails as the
/// makers of the kinds do, with the setting's name as field.
base::result<std::unique_ptr<summarizer>> make_summarizer(const summarizer_options& options);

}  // namespace parley::models
