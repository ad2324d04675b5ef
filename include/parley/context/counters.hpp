#pragma once

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "parley/base/status.hpp"
#include "parley/context/bpe.hpp"
#include "parley/context/counter.hpp"

namespace parley::context {

/// The counters of a runtime: which rank files are loaded and which models have a counter of their
/// own. A value: filled at the start, then copied or shared; copies share the ranks. `for_model`
/// may be called by any number of threads while nothing is added.
class counters {
 public:
  counters();

  /// Loads the content of a rank file for exact counts in an encoding. Fails like
  /// `bpe_ranks::parse`, and with `invalid_argument` when it is not the file that was published for
  /// it (`published_digest`): counts by another would be called exact and be none.
  base::result<void> load(bpe_encoding encoding, std::string_view rank_file);

  /// A counter for the models of a name, or of all names that begin with it where it ends in `*`.
  /// Goes before the table of models; of several that match the longest counts, of equal ones the
  /// last. Fails with `invalid_argument` for an empty name or no counter.
  base::result<void> use(std::string name, std::shared_ptr<const counter> counts);

  /// The counter for a model, never null:
  /// 1. the one of `use`;
  /// 2. where the encoding is known (models_table.hpp): exact when its rank file is loaded, else
  ///    characters/4, the default of SPEC 5;
  /// 3. of a model about which nothing is known: `estimate_safe`, since its tokens may be short;
  /// 4. without a name: characters/4.
  /// Which it was is its `name()` and `exact()`.
  std::shared_ptr<const counter> for_model(std::string_view model) const;

 private:
  struct entry {
    std::string name;
    std::shared_ptr<const counter> counts;
  };

  std::array<std::shared_ptr<const counter>, 2> loaded_;  ///< by encoding, null: not loaded
  std::shared_ptr<const counter> characters_;
  std::shared_ptr<const counter> safe_;
  std::vector<entry> own_;
};

}  // namespace parley::context
