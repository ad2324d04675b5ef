#pragma once

#include <span>
#include <string_view>

#include "frontends/actions/action.hpp"

namespace parley::frontends::actions {

/// Whether a type of action is about one session. What nobody would look at is refused.
enum class session_use { required, optional, refused };

/// A type of action is data: what it is called, whether it is about one session, who does it.
struct action_type {
  std::string_view name;
  session_use session;
  void (*run)(const action_ptr&);  ///< ends the attempt, now or later
};

std::span<const action_type> action_types();

/// Runs the action by its type: invalid_argument for one that nobody knows, that lacks its session
/// or names one in vain.
void dispatch(const action_ptr& a);

}  // namespace parley::frontends::actions
