#include "parley/context/counters.hpp"

#include <utility>

#include "context/tokens/name_pattern.hpp"
#include "parley/base/digest.hpp"
#include "parley/context/estimates.hpp"
#include "parley/context/models_table.hpp"

namespace parley::context {

counters::counters()
    : characters_(std::make_shared<characters_counter>()),
      safe_(std::make_shared<safe_counter>()) {}

base::result<void> counters::load(bpe_encoding encoding, std::string_view rank_file) {
  auto ranks = bpe_ranks::parse(rank_file);
  if (!ranks) return base::fail(std::move(ranks.error()));
  base::sha256 digest;
  digest.update(rank_file);
  if (digest.hex() != published_digest(encoding))
    return base::fail(base::errc::invalid_argument, "rank_file",
                      "this is not the rank file of " + std::string{to_string(encoding)} +
                          " as it was published, whose SHA-256 is " +
                          std::string{published_digest(encoding)});
  loaded_[static_cast<std::size_t>(encoding)] =
      std::make_shared<bpe_counter>(encoding, std::move(*ranks));
  return {};
}

base::result<void> counters::use(std::string name, std::shared_ptr<const counter> counts) {
  if (name.empty())
    return base::fail(base::errc::invalid_argument, "model",
                      "a counter is for a model's name, or for its begin and `*`");
  if (!counts)
    return base::fail(base::errc::invalid_argument, "counter", "a model's own counter is not null");
  own_.push_back({std::move(name), std::move(counts)});
  return {};
}

std::shared_ptr<const counter> counters::for_model(std::string_view model) const {
  if (model.empty()) return characters_;
  const entry* best = nullptr;
  for (const auto& one : own_)
    if (matches(one.name, model) && (!best || one.name.size() >= best->name.size())) best = &one;
  if (best) return best->counts;
  const auto encoding = encoding_of_model(model);
  if (!encoding) return safe_;
  const auto& exact = loaded_[static_cast<std::size_t>(*encoding)];
  return exact ? exact : characters_;
}

}  // namespace parley::context
