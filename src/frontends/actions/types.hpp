#pragma once

#include <span>
#include <string_view>

#include "frontends/actions/action.hpp"

namespace parley::frontends::actions {

/// A type of action is data: what it is called, whether it is about one session, who does it.
struct action_type {
  std::string_view name;
  bool of_session;
  void (*run)(const action_ptr&);  ///< ends the attempt, now or later
};

std::span<const action_type> action_types();

/// Runs the action by its type: invalid_argument for one that nobody knows or that lacks its
/// session.
void dispatch(const action_ptr& a);

}  // namespace parley::frontends::actions
