#include "actors/prober.hpp"

#include <utility>

#include "parley/protocol/errors.hpp"
#include "parley/protocol/types.hpp"

namespace parley::actors {

namespace {

constexpr std::chrono::milliseconds fresh{250};

}  // namespace

base::result<void> prober_state::ask(std::uint32_t which) {
  if (which >= questions.size())
    return base::fail(base::errc::internal, "", "There is no such question.");
  auto& last = found[which];
  if (last && env->clock->monotonic() - last->at < fresh) return last->result;
  auto result = questions[which]();
  last = finding{env->clock->monotonic(), result};
  return result;
}

caf::behavior prober(caf::stateful_actor<prober_state>* self, environment_ptr env,
                     std::vector<probe_question> questions) {
  auto& state = self->state;
  state.env = std::move(env);
  state.questions = std::move(questions);
  state.found.resize(state.questions.size());
  return {
      [&state](protocol::probe_atom, std::uint32_t which) -> caf::result<protocol::done> {
        if (auto there = state.ask(which); !there) return protocol::to_error(there.error());
        return protocol::done{};
      },
  };
}

}  // namespace parley::actors
