#include "actors/reader_erased.hpp"

#include <charconv>
#include <limits>

namespace parley::actors {

using namespace protocol;
using base::fail;

namespace {

/// Results that one call is followed by, at most.
constexpr std::int64_t results_max = 499;
/// Questions that one look finds.
constexpr std::int64_t asked_max = 500;

base::result<std::optional<domain::message>> find(storage::read_access& store, std::int64_t log,
                                                  const std::string& name) {
  std::int64_t seq = 0;
  const auto* end = name.data() + name.size();
  const auto [stop, error] = std::from_chars(name.data(), end, seq);
  if (error == std::errc{} && stop == end) return store.log->find_seq(log, seq);
  return store.log->find_id(log, name);
}

}  // namespace

base::result<blank_group> read_blank_group(storage::read_access& store,
                                           const storage::session_ref& session, std::int64_t log,
                                           const std::string& name) {
  blank_group group;
  const auto named = find(store, log, name);
  if (!named) return fail(named.error());
  if (!*named) return group;
  const auto& message = **named;
  group.seq = message.seq;
  auto receipt = store.log->find_blanked(session, message.seq);
  if (!receipt) return fail(receipt.error());
  group.receipt = std::move(*receipt);
  group.seqs.push_back(message.seq);
  if (message.tool_calls.empty()) return group;
  storage::page_request behind;
  behind.after = message.seq;
  behind.upto = std::numeric_limits<std::int64_t>::max();
  behind.items_max = results_max;
  const auto results = store.log->page(log, behind);
  if (!results) return fail(results.error());
  for (const auto& m : *results) {
    if (m.role != "tool") break;
    group.seqs.push_back(m.seq);
  }
  return group;
}

base::result<person_facts> read_person(storage::read_access& store, const std::string& tenant,
                                       const std::string& user, std::int64_t after,
                                       std::int64_t rows_max) {
  person_facts facts;
  auto receipt = store.log->find_person(tenant, user);
  if (!receipt) return fail(receipt.error());
  facts.receipt = std::move(*receipt);
  if (rows_max <= 0) return facts;
  auto asked = store.log->asked_by(tenant, user, asked_max);
  if (!asked) return fail(asked.error());
  facts.asked = std::move(*asked);
  auto sent = store.log->sent_by(tenant, user, after, rows_max);
  if (!sent) return fail(sent.error());
  facts.sent = std::move(*sent);
  return facts;
}

}  // namespace parley::actors
