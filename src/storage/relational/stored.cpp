#include "storage/relational/stored.hpp"

#include <charconv>
#include <limits>
#include <stdexcept>
#include <utility>

#include "parley/domain/records.hpp"
#include "storage/refusal.hpp"

namespace parley::storage::relational {
namespace {

base::status damaged(const char* what, base::status error) {
  error.text = std::string{"a stored "} + what + " cannot be read: " + error.text;
  error.code = base::errc::internal;
  return error;
}

}  // namespace

std::string record_text(const domain::session& record) {
  return domain::canonical(domain::write_session({record, {}}));
}

std::string checked_text(const session_ref& session, const domain::session& record) {
  if (auto why = refusal::misplaced(session, record); !why.empty()) throw std::runtime_error(why);
  return record_text(record);
}

base::result<domain::session> parse_record(std::string_view text, std::int64_t turn_count,
                                           std::int64_t round) {
  static const auto limits = no_limits();
  return domain::parse_json(text, limits.json_depth)
      .and_then([](const domain::json& value) { return domain::read_session(value, limits); })
      .map([&](domain::session_view view) {
        view.record.turn_count = turn_count;
        view.record.round = round;
        return std::move(view.record);
      })
      .map_error([](base::status error) { return damaged("session record", std::move(error)); });
}

base::result<domain::turn> parse_turn(std::string_view record, std::string draft) {
  static const auto limits = no_limits();
  return domain::read_turn(record, std::move(draft), limits).map_error([](base::status error) {
    return damaged("turn", std::move(error));
  });
}

base::result<domain::summary> parse_summary(std::string_view record) {
  static const auto limits = no_limits();
  return domain::parse_json(record)
      .and_then([](const domain::json& value) { return domain::read_summary(value, limits); })
      .map_error([](base::status error) { return damaged("summary", std::move(error)); });
}

std::string join_seqs(const std::vector<std::int64_t>& seqs) {
  std::string text;
  for (const auto seq : seqs) {
    if (!text.empty()) text += ',';
    text += std::to_string(seq);
  }
  return text;
}

std::vector<std::int64_t> split_seqs(std::string_view text) {
  std::vector<std::int64_t> seqs;
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at < end) {
    std::int64_t seq = 0;
    const auto [next, error] = std::from_chars(at, end, seq);
    if (error != std::errc{}) break;
    seqs.push_back(seq);
    at = next + 1;
  }
  return seqs;
}

base::limits no_limits() {
  constexpr auto most = std::numeric_limits<std::int64_t>::max();
  base::limits l;
  l.participants = l.metadata_bytes = l.system_prompt_bytes = l.message_bytes = most;
  l.tree_depth = l.children = most;
  l.json_depth = 1000;
  return l;
}

}  // namespace parley::storage::relational
