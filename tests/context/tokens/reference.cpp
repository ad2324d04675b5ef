#include "context/tokens/reference.hpp"

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "caf/test/unit_test.hpp"

namespace parley::tests {

namespace fs = std::filesystem;

namespace {

const fs::path modules{PARLEY_NPM_MODULES};

void write(const fs::path& path, const std::vector<std::string>& texts) {
  std::ofstream out{path, std::ios::binary};
  for (const auto& text : texts) {
    const auto size = static_cast<std::uint32_t>(text.size());
    for (int shift = 0; shift < 32; shift += 8) out.put(static_cast<char>(size >> shift & 0xff));
    out << text;
  }
}

}  // namespace

std::optional<std::vector<reference_count>> reference_counts(
    const std::vector<std::string>& texts) {
  if (!fs::exists(modules / "tiktoken")) return std::nullopt;
  const auto folder = fs::path{PARLEY_NPM_MODULES}.parent_path();
  const auto unique = std::to_string(reinterpret_cast<std::uintptr_t>(&texts));
  const auto in = folder / ("texts-" + unique);
  const auto out = folder / ("counts-" + unique);
  write(in, texts);
  const auto command = "node '" PARLEY_SOURCE_DIR "/tests/context/tokens/reference.mjs' '" +
                       modules.string() + "' <'" + in.string() + "' >'" + out.string() + "'";
  const auto code = std::system(command.c_str());
  std::vector<reference_count> counts;
  std::ifstream lines{out};
  for (reference_count one; lines >> one.cl100k >> one.o200k;) counts.push_back(one);
  fs::remove(in);
  fs::remove(out);
  CAF_REQUIRE_EQUAL(code, 0);
  CAF_REQUIRE_EQUAL(counts.size(), texts.size());
  return counts;
}

std::string published_file(context::bpe_encoding encoding) {
  const auto name = std::string{to_string(encoding)} + ".tiktoken";
  std::ifstream file{modules / "gpt-tokenizer" / "data" / name, std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}

std::optional<context::bpe_counter> published_counter(context::bpe_encoding encoding) {
  const auto file = published_file(encoding);
  if (file.empty()) return std::nullopt;
  auto ranks = context::bpe_ranks::parse(file);
  CAF_REQUIRE(ranks.has_value());
  return context::bpe_counter{encoding, std::move(*ranks)};
}

}  // namespace parley::tests
