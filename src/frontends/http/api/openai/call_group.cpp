#include "frontends/http/api/openai/call_group.hpp"

#include <limits>

namespace parley::frontends::http::api::openai {

namespace {

constexpr std::int64_t page_messages = 50;

}  // namespace

call_group::call_group(const domain::message& first)
    : calls_(context::calls_of(first).size()), seqs_{first.seq}, talk_{context::shape_of(first)} {}

storage::page_request call_group::next(const base::limits& limits) const {
  storage::page_request request;
  request.after = seqs_.back();
  request.upto = std::numeric_limits<std::int64_t>::max();
  request.items_max = page_messages;
  request.bytes_max = limits.page_bytes;
  return request;
}

std::vector<std::size_t> call_group::members() const {
  std::vector<std::size_t> found;
  const auto starts = context::group_starts(talk_);
  for (std::size_t i = 0; i < starts.size(); ++i)
    if (starts[i] == 0) found.push_back(i);
  return found;
}

bool call_group::add(const protocol::message_page& messages) {
  for (const auto& m : messages.items) {
    seqs_.push_back(m.seq);
    talk_.push_back(context::shape_of(m));
  }
  return members().size() > calls_ || messages.items.empty() || seqs_.back() >= messages.last_seq ||
         seqs_.back() - seqs_.front() >= context::group_span_max;
}

std::vector<std::int64_t> call_group::seqs() const {
  std::vector<std::int64_t> result;
  for (const auto i : members()) result.push_back(seqs_[i]);
  return result;
}

}  // namespace parley::frontends::http::api::openai
