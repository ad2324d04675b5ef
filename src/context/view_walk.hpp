#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "context/view_group.hpp"
#include "parley/context/view_builder.hpp"

namespace parley::context {

/// What the walk must not pass, and when it has seen enough.
struct walk_bounds {
  std::int64_t newest = 0;  ///< the seq where it begins
  std::int64_t floor = 0;   ///< messages up to this seq are no part of the window
  std::int64_t first = 1;   ///< the oldest that may be a current prompt
  std::int64_t tokens = 0;  ///< groups of more than these together cannot all be in the view
  bool seeks_prompt = true;
  std::optional<std::int64_t> prompt_seq;  ///< where the current prompt is, if that is known
  bool prompt_named = false;               ///< by the caller: no other message will do
};

/// A message of the walk that no group took.
struct left_message {
  std::int64_t seq = 0;
  left_out_reason reason = left_out_reason::erased;
};

/// The walk through a history from its newest message back, one message at a time, so that its
/// outcome does not depend on pages. It gathers groups until they exceed the budget, then it only
/// looks for the current prompt.
class view_walk {
 public:
  view_walk(walk_bounds bounds, const speakers& who, pending_rule rule, const counter& c);

  std::optional<std::int64_t> wants_before() const;
  void add_page(std::span<const domain::message> page);

  std::vector<view_group> groups;        ///< newest first; the last may be one too many
  std::vector<view_group> omitted;       ///< nothing of them goes out
  std::optional<view_group> far_prompt;  ///< the current prompt, when it is in none of the groups
  std::optional<std::int64_t> prompt;    ///< its seq
  bool prompt_refused = false;           ///< the message of `prompt_seq` may be none
  bool torn = false;                     ///< a page lacks messages that there must be
  bool tired = false;                    ///< ended by scan_barren_max

  /// Whether all messages of the window were seen.
  bool complete() const { return next_ <= bounds_.floor; }
  std::int64_t floor() const { return bounds_.floor; }
  /// The oldest message of which the walk says what became of it.
  std::int64_t seen_from() const { return gathered_to_; }

  /// Erased messages and results without a call, in no order. Call it at the end.
  std::vector<left_message> left() const;

 private:
  void gather(const domain::message& m);
  void give_up(const answers& found);
  void look_for_prompt(const domain::message& m);
  void note_prompt(const domain::message& m);
  void refuse_prompt(std::int64_t seq);
  bool seeking() const;

  walk_bounds bounds_;
  const speakers& who_;
  pending_rule rule_;
  const counter& counter_;
  std::int64_t next_;         // the seq that comes next
  std::int64_t gathered_to_;  // the last that was gathered
  std::int64_t tokens_ = 0;   // of the groups
  std::int64_t barren_ = 0;   // messages that nothing came of
  bool gathering_ = true;
  std::vector<waiting_result> waiting_;
  result_texts texts_;
  std::vector<left_message> left_;
};

}  // namespace parley::context
