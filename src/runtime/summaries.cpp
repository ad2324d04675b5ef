#include <sys/resource.h>
#include <unistd.h>

#include <fstream>
#include <iterator>

#include "parley/context/count_cache.hpp"
#include "parley/context/counters.hpp"
#include "parley/models/extractive.hpp"
#include "parley/models/host.hpp"
#include "parley/models/make_summarizer.hpp"
#include "runtime/parts.hpp"

namespace parley::runtime {

using base::errc;

namespace {

base::result<void> load_ranks(context::counters& into, context::bpe_encoding encoding,
                              const std::string& path, const char* setting) {
  if (path.empty()) return {};
  std::ifstream file{path, std::ios::binary};
  const std::string content{std::istreambuf_iterator<char>{file}, {}};
  if (!file.is_open() || file.bad())
    return base::fail(errc::not_found, setting, "The rank file '" + path + "' cannot be read.");
  auto loaded = into.load(encoding, content);
  if (loaded) return {};
  auto why = std::move(loaded.error());
  why.field = setting;
  return base::fail(std::move(why));
}

/// On a thread of its own that lets others go first: choosing sentences is all computing.
base::result<std::unique_ptr<models::summarizer>> start_extractive(std::int64_t summary_chars,
                                                                   int nice) {
  const models::extractive_options options{summary_chars};
  if (auto legal = models::make_extractive(options); !legal) return base::fail(legal.error());
  models::host_options host;
  host.name = "extractive";
  return models::make_host(
      [options, nice](const context::summary_job& job, std::stop_token) {
        thread_local const int calm =
            nice == 0 ? 0 : setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), nice);
        (void)calm;
        return models::extract(job, options);
      },
      host);
}

base::result<std::unique_ptr<models::summarizer>> start_model(
    const config::summarizer_settings& from, const actors::environment& env) {
  if (from.kind == "extractive") return start_extractive(from.summary_chars, env.background_nice);
  models::summarizer_options options;
  options.kind = from.kind;
  options.base_url = from.base_url;
  options.model = from.model;
  options.key_env = from.key_env;
  options.key_file = from.key_file;
  options.ca_file = from.ca_file;
  options.timeout_ms = from.timeout_ms;
  options.summary_chars = from.summary_chars;
  options.in_flight_max = from.at_once;
  options.clock = env.clock;
  options.entropy = env.entropy;
  return models::make_summarizer(options);
}

}  // namespace

base::result<void> node::impl::start_summaries(const overrides& replaced) {
  auto tokens = std::make_shared<context::counters>();
  const auto& files = settings.tokens;
  if (auto r = load_ranks(*tokens, context::bpe_encoding::cl100k_base, files.cl100k_file,
                          "tokens.cl100k_file");
      !r)
    return r;
  if (auto r = load_ranks(*tokens, context::bpe_encoding::o200k_base, files.o200k_file,
                          "tokens.o200k_file");
      !r)
    return r;
  env->tokens = std::move(tokens);
  env->counted = std::make_shared<context::count_cache>();

  const auto& from = settings.summarizer;
  const auto& rules = settings.context;
  auto& to = env->summaries;
  to.rules = {{rules.first_round, rules.meta_round, rules.every}, rules.keep_recent,
              rules.max_tokens};
  to.external_keys = rules.external_keys;
  to.at_once = from.at_once;
  to.within = std::chrono::milliseconds{from.within_ms};
  if (replaced.summarizer) {
    model = replaced.summarizer;
  } else {
    auto started = start_model(from, *env);
    if (!started) return base::fail(started.error());
    model = std::move(*started);
  }
  to.automatic = model && from.automatic == "on";
  return {};
}

}  // namespace parley::runtime
