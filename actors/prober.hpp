#pragma once

#include <caf/stateful_actor.hpp>
#include <chrono>
#include <functional>
#include <optional>
#include <vector>

#include "actors/environment.hpp"

namespace parley::actors {

/// Whether something is there that the node depends on; it may block.
using probe_question = std::function<base::result<void>()>;

/// Asks dependencies on a thread of its own, so that one that does not answer holds up nobody else.
/// `(probe_atom, index of a question)` is answered with `done` or why not. What was found out a
/// moment ago is told again: whoever asks often does not make it worse, and what gathered while an
/// answer took long is worked off at once.
struct prober_state {
  static inline const char* name = "parley.prober";

  struct finding {
    std::chrono::microseconds at{0};
    base::result<void> result;
  };

  environment_ptr env;
  std::vector<probe_question> questions;
  std::vector<std::optional<finding>> found;

  base::result<void> ask(std::uint32_t which);
};

caf::behavior prober(caf::stateful_actor<prober_state>* self, environment_ptr env,
                     std::vector<probe_question> questions);

}  // namespace parley::actors
