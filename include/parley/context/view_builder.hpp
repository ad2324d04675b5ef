#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "parley/base/status.hpp"
#include "parley/context/context_report.hpp"
#include "parley/context/counter.hpp"
#include "parley/context/view.hpp"
#include "parley/domain/message.hpp"

namespace parley::context {

/// Builds the messages of the next model call from a session's history (SPEC 5, "Filling the
/// budget"). It is fed pages of the history from the newest on and says when it needs no more, so
/// that its cost follows the budget and not the length of the history:
///
///     view_builder view{request, source, counter};
///     while (const auto before = view.wants_before()) view.add_page(read_before(*before));
///     const auto made = view.finish();
///
/// The window is: system prompt; retrieved knowledge; the latest summary; the messages after it.
/// - Mandatory are the system prompt (with the tools), the current prompt and the newest group.
/// - Then comes the summary, then retrieved text, cut at its end to what is left and to a quarter
///   of the budget at most, then groups from the newest on until the first that does not fit.
/// - A group is an assistant message with the results that answer its calls (grouping.hpp), or one
///   other message. Groups stand in the order of their first message, results directly behind the
///   calls and in their order. A result without a call in the window is left out.
/// - The current prompt stands in its place in that order, also when messages between it and the
///   newest ones did not fit: the hole is reported. When the summary covers it, it stands behind
///   the summary, word for word.
/// - With `as_participant`, calls of others and their results are told as text in the message of
///   the other: a user message has no calls in the chat form.
///
/// The outcome does not depend on where pages begin and end. A value per view, not for several
/// threads at once; `c` must outlive it.
class view_builder {
 public:
  view_builder(view_request request, view_source source, const counter& c);
  ~view_builder();
  view_builder(view_builder&&) noexcept;
  view_builder& operator=(view_builder&&) noexcept;

  /// The next page must be the messages directly before this seq, as many as the caller likes;
  /// nothing when no more are needed. It may lie further back than the page before ended: then one
  /// message is enough.
  std::optional<std::int64_t> wants_before() const;
  bool wants_more() const { return wants_before().has_value(); }

  /// Messages in ascending order. An empty page says that there are no older ones.
  void add_page(std::span<const domain::message> page);

  /// The view. Call it once, when no more pages are wanted. Errors:
  /// - budget_too_small (max_tokens): what is mandatory does not fit; the text says what it needs;
  /// - invalid_argument (max_tokens, reserve, as_participant, current_prompt_seq);
  /// - internal: pages that were asked for are missing.
  base::result<context_view> finish();

 private:
  struct state;
  std::unique_ptr<state> state_;
};

/// Messages of one walk that nothing came of (erased, results without a call) before it ends.
inline constexpr std::int64_t scan_barren_max = 20000;

}  // namespace parley::context
