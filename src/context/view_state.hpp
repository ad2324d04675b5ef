#pragma once

#include "context/view_walk.hpp"
#include "parley/context/view_builder.hpp"

namespace parley::context {

/// What a view begins with, whatever the history holds.
struct view_frame {
  std::optional<chat_message> system;
  bool system_from_history = false;  ///< then the message of seq 1 is no talk
  std::int64_t system_tokens = 0;
  std::int64_t tools_tokens = 0;
  std::int64_t budget = 0;

  std::int64_t tokens() const;
};
view_frame make_frame(const view_request& request, const view_source& source, const counter& c);

struct view_builder::state {
  state(view_request asked, view_source known, const counter& c);

  view_request request;
  view_source source;
  const counter& counting;
  speakers who;
  view_frame frame;
  view_walk walk;
  std::optional<base::status> refused;  ///< what is wrong with the request
};

/// The choice of what goes into the view, when the walk has ended.
base::result<context_view> fill_view(const view_request& request, const view_source& source,
                                     const view_frame& frame, view_walk& walk, const counter& c);

}  // namespace parley::context
