#include "frontends/http/api/import_target.hpp"

#include <algorithm>
#include <charconv>

namespace parley::frontends::http::api {

using base::errc;
using base::status;

namespace {

constexpr std::int64_t chunk_bytes_max = 1048576;
constexpr std::int64_t never = -1;  ///< no session has this last seq

std::size_t bytes_max(const base::limits& limits) {
  return static_cast<std::size_t>(std::min(chunk_bytes_max, limits.session_pending_bytes));
}

status other_content() {
  return {errc::conflict, "",
          "The session holds other content than the file at this place; the rest is left out."};
}

/// The index in "messages[3].sender_id"; 0 for any other field.
std::size_t index_in(const std::string& field) {
  constexpr std::string_view start = "messages[";
  std::size_t index = 0;
  if (field.starts_with(start))
    std::from_chars(field.data() + start.size(), field.data() + field.size(), index);
  return index;
}

}  // namespace

import_target::import_target(std::string id, std::int64_t line, bool restoring, bool counted,
                             bool existed, std::int64_t last_seq)
    : id_(std::move(id)),
      line_(line),
      restoring_(restoring),
      counted_(counted),
      existed_(existed),
      last_seq_(last_seq),
      next_seq_(counted ? 1 : 0) {}

import_target import_target::refused(std::string id, std::int64_t line, bool counted) {
  import_target result{std::move(id), line, false, counted, false, 0};
  result.refused_ = true;
  return result;
}

bool import_target::full(const base::limits& limits) const {
  return waiting_.size() >= static_cast<std::size_t>(limits.batch_messages) ||
         waiting_bytes_ >= bytes_max(limits);
}

void import_target::push(domain::message m, std::int64_t line, import_report& report) {
  if (refused_) {
    ++report.refused_messages;
    return;
  }
  // A file that was cut in parts may go on anywhere up to the session's end.
  if (next_seq_ == 0) next_seq_ = m.seq > 0 && m.seq <= last_seq_ ? m.seq : last_seq_ + 1;
  if (m.seq > 0 && m.seq != next_seq_) {
    ++report.refused_messages;
    report.refuse(line, {errc::invalid_argument, "seq",
                         "The next message of the session must have seq " +
                             std::to_string(next_seq_) + ": there are no gaps."});
    return;
  }
  m.seq = 0;
  const auto bytes = m.bytes();
  waiting_bytes_ += bytes;
  waiting_.push_back({std::move(m), next_seq_++, line, bytes});
}

protocol::append_command import_target::next_chunk(const base::limits& limits) {
  protocol::append_command command;
  comparing_ = waiting_.front().seq <= last_seq_;
  command.if_last_seq = comparing_ ? never : last_seq_;
  command.restoring = restoring_ || comparing_;
  std::size_t bytes = 0;
  sent_.clear();
  while (!waiting_.empty() && sent_.size() < static_cast<std::size_t>(limits.batch_messages)) {
    auto& first = waiting_.front();
    if ((first.seq <= last_seq_) != comparing_) break;
    if (!sent_.empty() && bytes + first.bytes > bytes_max(limits)) break;
    bytes += first.bytes;
    sent_.emplace_back(first.seq, first.line);
    command.messages.push_back(std::move(first.message));
    waiting_.pop_front();
  }
  waiting_bytes_ -= bytes;
  return command;
}

void import_target::acknowledged(const std::vector<protocol::receipt>& receipts,
                                 import_report& report) {
  std::int64_t moved = 0;  // line of the first message that stands elsewhere than in the file
  for (std::size_t i = 0; i < std::min(receipts.size(), sent_.size()); ++i) {
    const auto& receipt = receipts[i];
    const auto [seq, line] = sent_[i];
    if (receipt.seq != seq && moved == 0) moved = line;
    ++(comparing_ && moved != 0 ? report.refused_messages
       : receipt.known          ? report.known
                                : report.appended);
    last_seq_ = std::max(last_seq_, receipt.seq);
  }
  if (moved != 0) give_up(moved, other_content(), report);
}

void import_target::refused(const status& why, import_report& report) {
  report.refused_messages += static_cast<std::int64_t>(sent_.size());
  const auto at = std::min(index_in(why.field), sent_.size() - 1);
  const bool differs = why.code == errc::precondition_failed || why.code == errc::conflict;
  give_up(sent_[at].second, differs ? other_content() : why, report);
}

void import_target::give_up(std::int64_t line, const status& why, import_report& report) {
  refused_ = true;
  report.refused_messages += static_cast<std::int64_t>(waiting_.size());
  waiting_.clear();
  waiting_bytes_ = 0;
  report.refuse(line, why);
}

void import_target::finish(import_report& report) const {
  if (!counted_) return;
  ++(refused_ ? report.refused_sessions : existed_ ? report.existing : report.created);
}

}  // namespace parley::frontends::http::api
