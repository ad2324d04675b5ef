#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "parley/domain/session.hpp"

namespace parley::storage {

/// Who of a session is an agent, as text that a transaction can look things up in without reading
/// the record: id, role, id, role, ... separated by U+001F, by role and id. Those who left are
/// there, those without a role are not.
std::string agents_text(const domain::session& record);

/// The role of the sender; empty when it is no agent with a role.
std::string_view agent_role(std::string_view agents, const std::optional<std::string>& sender);

/// Takes the next role out of the text, each once; empty at the end.
class role_reader {
 public:
  explicit role_reader(std::string_view agents) : rest_(agents) {}
  std::string_view next();

 private:
  std::string_view rest_;
  std::string_view last_;
};

}  // namespace parley::storage
