#include "parley/context/view_builder.hpp"

#include <algorithm>

#include "context/view_state.hpp"
#include "parley/context/message_tokens.hpp"

namespace parley::context {

using base::errc;

namespace {

const std::string* given(const std::optional<std::string>& text) {
  return text && !text->empty() ? &*text : nullptr;
}

bool is_prompt(const std::optional<domain::message>& first) {
  return first && first->seq == 1 && first->role == "system" &&
         first->status != domain::message_status::erased && given(first->content);
}

walk_bounds bounds_for(const view_request& request, const view_source& source,
                       const view_frame& frame) {
  walk_bounds bounds;
  bounds.newest = source.last_seq;
  bounds.first = frame.system_from_history ? 2 : 1;
  bounds.floor = std::max(source.summary ? source.summary->to_seq : 0, bounds.first - 1);
  bounds.tokens = frame.budget - frame.tokens();
  bounds.prompt_named = request.current_prompt_seq.has_value();
  bounds.prompt_seq = bounds.prompt_named ? request.current_prompt_seq : source.newest_user_seq;
  if (!bounds.prompt_named && bounds.prompt_seq > source.last_seq) bounds.prompt_seq.reset();
  bounds.seeks_prompt = !bounds.prompt_seq || *bounds.prompt_seq > 0;
  return bounds;
}

std::optional<base::status> check(const view_request& request, const view_source& source,
                                  const view_frame& frame, const speakers& who) {
  const auto wrong = [](const char* field, std::string text) {
    return base::status{errc::invalid_argument, field, std::move(text), 0};
  };
  if (request.max_tokens < 1) return wrong("max_tokens", "max_tokens is a number of at least 1.");
  if (request.reserve < 0 || request.reserve > request.max_tokens)
    return wrong("reserve", "reserve is a number from 0 to max_tokens.");
  if (!who.valid())
    return wrong("as_participant", "as_participant is the id of a participant of the session.");
  const std::int64_t first = frame.system_from_history ? 2 : 1;
  if (const auto seq = request.current_prompt_seq; seq && (*seq < first || *seq > source.last_seq))
    return wrong("current_prompt_seq",
                 "current_prompt_seq is the seq of a user message of the session.");
  return std::nullopt;
}

}  // namespace

std::int64_t view_frame::tokens() const {
  return system_tokens + tools_tokens + reply_priming;
}

view_frame make_frame(const view_request& request, const view_source& source, const counter& c) {
  view_frame frame;
  frame.budget = request.max_tokens - request.reserve;
  const auto* prompt = given(request.system_prompt);
  if (!prompt) prompt = given(source.session_prompt);
  if (!prompt && is_prompt(source.first)) {
    prompt = &*source.first->content;
    frame.system_from_history = true;
  }
  if (prompt) {
    frame.system = chat_message{"system", *prompt, {}, {}, {}};
    frame.system_tokens = message_tokens(c, *frame.system);
  }
  frame.tools_tokens = tools_tokens(c, request.tools);
  return frame;
}

view_builder::state::state(view_request asked, view_source known, const counter& c)
    : request(std::move(asked)),
      source(std::move(known)),
      counting(c),
      who(source.participants, request.as_participant),
      frame(make_frame(request, source, c)),
      walk(bounds_for(request, source, frame), who, request.pending, c),
      refused(check(request, source, frame, who)) {}

view_builder::view_builder(view_request request, view_source source, const counter& c)
    : state_(std::make_unique<state>(std::move(request), std::move(source), c)) {}

view_builder::~view_builder() = default;
view_builder::view_builder(view_builder&&) noexcept = default;
view_builder& view_builder::operator=(view_builder&&) noexcept = default;

std::optional<std::int64_t> view_builder::wants_before() const {
  if (state_->refused) return std::nullopt;
  return state_->walk.wants_before();
}

void view_builder::add_page(std::span<const domain::message> page) {
  if (!state_->refused) state_->walk.add_page(page);
}

base::result<context_view> view_builder::finish() {
  auto& s = *state_;
  if (s.refused) return base::fail(*s.refused);
  if (s.walk.torn || s.walk.wants_before())
    return base::fail(errc::internal, "", "A page of the history that the view needs is missing.");
  if (s.walk.prompt_refused)
    return base::fail(errc::invalid_argument, "current_prompt_seq",
                      "current_prompt_seq is the seq of a user message that is not erased.");
  return fill_view(s.request, s.source, s.frame, s.walk, s.counting);
}

}  // namespace parley::context
