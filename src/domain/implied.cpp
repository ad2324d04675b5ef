#include "parley/domain/creation.hpp"

namespace parley::domain {

std::vector<participant> implied_participants() {
  participant user;
  user.id = "user";
  user.type = participant_type::user;
  user.metadata = {{"implied", true}};
  participant assistant;
  assistant.id = "assistant";
  assistant.type = participant_type::agent;
  assistant.role = "assistant";
  assistant.metadata = {{"implied", true}};
  return {std::move(user), std::move(assistant)};
}

}  // namespace parley::domain
