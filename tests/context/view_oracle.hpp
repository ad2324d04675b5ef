#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "parley/base/status.hpp"
#include "parley/context/context_report.hpp"
#include "parley/context/counter.hpp"
#include "parley/context/view.hpp"
#include "parley/domain/message.hpp"

namespace parley::testing_context {

/// Feeds a view with pages of the given sizes, again and again from the first.
base::result<context::context_view> built(const context::view_request& request,
                                          const context::view_source& source,
                                          const context::counter& c,
                                          const std::vector<domain::message>& history,
                                          const std::vector<std::size_t>& page_sizes);

/// Says what is wrong with views of one history. It looks at the history as a whole and forward
/// (which result answers which call), takes the view without a limit apart, after it has checked
/// that, and chooses from its parts what must be in a view of a given budget.
class view_oracle {
 public:
  /// `request` without retrieved texts; its budget does not count.
  view_oracle(context::view_request request, context::view_source source,
              std::vector<domain::message> history, const context::counter& c);

  /// What is wrong with the view without a limit; empty when nothing.
  const std::string& wrong() const { return wrong_; }

  /// What is wrong with a view of this budget and these retrieved texts; empty when nothing.
  std::string check(const base::result<context::context_view>& made, std::int64_t budget,
                    const std::vector<std::string>& retrieved) const;

  /// What must fit, and what everything without retrieved texts needs.
  std::int64_t mandatory() const { return mandatory_; }
  std::int64_t whole() const { return whole_; }

 private:
  struct part {
    std::int64_t seq = 0;               // of its first message; 0: prior history
    std::vector<std::int64_t> results;  // seqs
    std::vector<context::chat_message> messages;
    std::int64_t tokens = 0;
  };

  void match_forward();
  void find_prompt();
  void expect_parts();
  std::string take_apart(const std::vector<context::chat_message>& messages);
  std::string take_part(const std::vector<context::chat_message>& messages, std::size_t& at,
                        part& p) const;
  std::string wrong_results(const part& p) const;
  bool is_own(const domain::message& m) const;
  std::string check_texts(const context::context_view& view, std::int64_t budget,
                          const std::vector<std::string>& retrieved) const;
  std::vector<std::string> pending_from(std::size_t part) const;
  std::string check_seqs(const context::context_report& report, const std::vector<const part*>& in,
                         bool with_summary) const;

  context::view_request request_;
  context::view_source source_;
  std::vector<domain::message> history_;
  const context::counter& counter_;
  std::string wrong_;
  std::map<std::int64_t, std::vector<std::optional<std::int64_t>>> answers_;  // by the call's seq
  std::int64_t floor_ = 0;
  bool system_from_history_ = false;
  std::optional<std::int64_t> prompt_;
  std::optional<context::chat_message> system_;
  std::optional<context::chat_message> summary_;
  std::vector<part> parts_;  // in the order of the window; a covered prompt is the first
  std::int64_t fixed_ = 0;
  std::int64_t mandatory_ = 0;
  std::int64_t whole_ = 0;
};

}  // namespace parley::testing_context
