#include "parley/models/make_summarizer.hpp"

#include "parley/models/extractive.hpp"

namespace parley::models {

base::result<std::unique_ptr<summarizer>> make_summarizer(const summarizer_options& options) {
  if (options.kind == "off") return nullptr;
  if (options.kind == "extractive") return make_extractive({options.summary_chars});
  if (options.kind == "openai") return make_openai(options);
  return base::fail(base::errc::invalid_argument, "summarizer.kind",
                    "summarizer.kind is off, extractive or openai.");
}

}  // namespace parley::models
