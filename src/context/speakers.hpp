#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "parley/domain/message.hpp"
#include "parley/domain/participant.hpp"

namespace parley::context {

/// A text reduced to the alphabet of names in chat completions: other characters become `_`, and
/// what is longer than 64 is cut. Nothing for the empty text.
std::optional<std::string> reduced_name(std::string_view text);

/// `user`, or the role of a user's agent message (`user_guest`).
bool is_user_role(std::string_view role);

/// In which role and under which name a message goes out.
class speakers {
 public:
  speakers(const std::vector<domain::participant>& participants,
           std::optional<std::string> as_participant);

  /// False when the view is asked for somebody who is no participant.
  bool valid() const;

  /// `system`, `user` or `assistant`; not for tool results.
  std::string_view role_of(const domain::message& m) const;
  std::optional<std::string> name_of(const domain::message& m) const;

  /// Whether the message may be the current prompt.
  bool may_prompt(const domain::message& m) const;

 private:
  const domain::participant* find(const std::optional<std::string>& id) const;
  std::optional<std::string> agent_name(const domain::message& m) const;
  std::optional<std::string> other_name(const domain::message& m) const;

  const std::vector<domain::participant>& participants_;
  std::optional<std::string> self_;
};

}  // namespace parley::context
