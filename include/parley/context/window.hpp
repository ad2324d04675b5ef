#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "parley/base/status.hpp"
#include "parley/context/chat_message.hpp"
#include "parley/context/prior.hpp"
#include "parley/context/summary_plan.hpp"

namespace parley::context {

/// What an entry of a window is. Those of the first three kinds have the role `system` and are no
/// talk: they are neither kept nor summarized.
enum class entry_kind : std::uint8_t {
  system,
  retrieved,
  summary,
  later_system,
  user,
  assistant,
  tool,
};

/// One entry, with plain texts: headings and marks belong to the form in which it is sent.
struct window_entry {
  entry_kind kind = entry_kind::user;
  std::optional<std::string> content;  ///< null only of an assistant
  std::vector<chat_call> calls;        ///< of an assistant
  std::optional<std::string> call_id;  ///< of a tool
  std::optional<std::string> name;     ///< of a tool: its name
  bool cut = false;                    ///< loaded, and the original was longer
  bool meta = false;                   ///< a summary that joins earlier ones
  friend bool operator==(const window_entry&, const window_entry&) = default;
};

/// The outcome of a split, for a summarizer. It fits as long as the window has the same summary.
struct window_job {
  std::int64_t round = 0;
  std::vector<window_entry> messages;  ///< what is to be summarized
  std::size_t kept = 0;                ///< messages that stay
  bool meta = false;
  std::optional<std::string> previous;  ///< text of the latest summary
};

/// A window with progressive summarization (SPEC 5) that is held in memory as a whole: for hosts
/// that keep a conversation themselves, and the reference for sessions, which use the same
/// functions (summary_plan.hpp, prior.hpp) on stored messages. A value; not for several threads
/// at once.
class window {
 public:
  explicit window(summary_rules rules = {}, prior_limits limits = {});

  /// Sets the system prompt; the empty text takes it away.
  void set_system(std::string prompt);

  /// Prior history of a fresh window. `conflict` when it holds talk already.
  base::result<void> load_history(std::span<const history_entry> entries);

  /// The mark of the current prompt stays until another message is marked.
  void add_user(std::string content, bool current_prompt);
  void add_assistant(std::optional<std::string> content, std::vector<chat_call> calls = {});
  void add_tool_result(std::string call_id, std::string name, std::string content);
  /// A system message in the middle: talk.
  void add_system_message(std::string content);

  /// Retrieved knowledge replaces what was retrieved before; an empty text changes nothing.
  void set_retrieved(std::string text);

  /// Of the contents of all entries.
  std::int64_t estimate() const;
  bool needs_summary(std::int64_t round) const;

  /// What an order to summarize at `round` would cover; nothing when there is nothing to do.
  std::optional<window_job> plan(std::int64_t round) const;

  /// Puts a summary in the place of what the job covers. False, and nothing changes, when the text
  /// is blank or the window has got another summary since the job was planned.
  bool apply(const window_job& job, std::string text);

  std::int64_t summaries() const { return summaries_; }

  /// System prompt, retrieved knowledge, summary, talk.
  std::vector<window_entry> entries() const;

 private:
  std::optional<window_entry> system_;
  std::optional<window_entry> retrieved_;
  std::optional<window_entry> summary_;
  std::vector<window_entry> talk_;
  std::optional<std::size_t> prompt_;  // index in talk_
  std::set<std::int64_t> summarized_;  // rounds
  std::int64_t summaries_ = 0;         // all ever made
  summary_rules rules_;
  prior_limits limits_;
};

}  // namespace parley::context
