#include "parley/context/models_table.hpp"

#include "context/tokens/name_pattern.hpp"

namespace parley::context {

namespace {

struct row {
  std::string_view pattern;
  bpe_encoding encoding;
};

constexpr auto cl100k = bpe_encoding::cl100k_base;
constexpr auto o200k = bpe_encoding::o200k_base;

constexpr row rows[] = {
    {"gpt-3.5", cl100k},
    {"gpt-3.5-*", cl100k},
    {"gpt-35-turbo*", cl100k},  // names of deployments on Azure have no dot
    {"gpt-4", cl100k},
    {"gpt-4-*", cl100k},
    {"davinci-002", cl100k},
    {"babbage-002", cl100k},
    {"text-embedding-ada-002", cl100k},
    {"text-embedding-3-*", cl100k},
    {"ft:gpt-3.5-turbo*", cl100k},
    {"ft:gpt-4*", cl100k},
    {"ft:davinci-002*", cl100k},
    {"ft:babbage-002*", cl100k},
    {"gpt-4o*", o200k},
    {"gpt-4.1*", o200k},
    {"gpt-4.5*", o200k},
    {"gpt-5*", o200k},
    {"gpt-oss-*", o200k},  // o200k_harmony: the same ranks and pattern, more special tokens
    {"chatgpt-4o-*", o200k},
    {"o1*", o200k},
    {"o3*", o200k},
    {"o4*", o200k},
    {"ft:gpt-4o*", o200k},
    {"ft:gpt-4.1*", o200k},
};

}  // namespace

std::optional<bpe_encoding> encoding_of_model(std::string_view model) {
  const row* best = nullptr;
  for (const auto& one : rows)
    if (matches(one.pattern, model) && (!best || one.pattern.size() > best->pattern.size()))
      best = &one;
  if (!best) return std::nullopt;
  return best->encoding;
}

}  // namespace parley::context
