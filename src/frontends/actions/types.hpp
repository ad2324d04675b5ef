#pragma once

#include <span>
#include <string_view>

#include "frontends/actions/action.hpp"

namespace parley::frontends::actions {

/// Whether a type of action is about one session. What nobody would look at is refused.
enum class session_use { required, optional, refused };

/// What an answer may take: a page, or little.
enum class answer_size { small, page };

/// A type of action is data: what it is called, whether it is about one session, who does it.
struct action_type {
  std::string_view name;
  session_use session;
  answer_size answer;
  void (*run)(const action_ptr&);  ///< ends the attempt, now or later
};

std::span<const action_type> action_types();

/// Where the type is in the table; one behind its end for a name that nobody knows.
std::size_t type_index(std::string_view name);

/// How many bytes are kept for the answer while an action runs; about, until it is there.
std::int64_t answer_bytes(const std::string& type, const base::limits& limits);

/// Runs the action by its type: invalid_argument for one that nobody knows, that lacks its session
/// or names one in vain.
void dispatch(const action_ptr& a);

}  // namespace parley::frontends::actions
