#include "storage/redis/erased.hpp"

#include <algorithm>
#include <set>

#include "storage/blanking.hpp"
#include "storage/redis/lookups.hpp"
#include "storage/redis/positions.hpp"
#include "storage/redis/structures.hpp"

namespace parley::storage::redis {
namespace {

/// What one command erases at most.
constexpr std::size_t seqs_max = 500;

/// Of something that is erased in parts: whether one is not purged, and the last that was.
struct purging {
  bool missing = false;
  std::optional<base::timestamp> last;

  void add(const std::optional<base::timestamp>& at) {
    missing |= !at;
    if (at) last = std::max(*at, last.value_or(*at));
  }

  void set(domain::erasure& e) const {
    e.purged_at.reset();
    if (missing) return;
    // Of nothing at all nothing is stored.
    e.purged_at = last ? std::max(e.invisible_at, *last) : e.invisible_at;
  }
};

purging purging_of(server_rows& rows, const session_ref& subject) {
  purging found;
  if (const auto own = tombstone_of(rows, subject)) found.add(own->receipt.purged_at);
  for (const auto& each : erased_messages(rows, subject.tenant, subject.id))
    found.add(each.receipt.purged_at);
  std::set<std::string> seen{subject.id};
  std::vector<std::string> left{subject.id};
  while (!left.empty()) {
    const auto part_of = std::move(left.back());
    left.pop_back();
    for (const auto& each : erased_sessions(rows, subject.tenant, part_of)) {
      if (!seen.insert(each.receipt.subject).second) continue;
      found.add(each.receipt.purged_at);
      left.push_back(each.receipt.subject);
    }
  }
  return found;
}

/// The place of a message of the session, the newest of several.
sent_messages& place_of(std::vector<sent_messages>& items, const session_ref& ref) {
  const auto place = std::find_if(items.rbegin(), items.rend(), [&](const sent_messages& m) {
    return m.session == ref && m.seqs.size() < seqs_max;
  });
  if (place != items.rend()) return *place;
  items.push_back({ref, {}, {}});
  return items.back();
}

}  // namespace

std::optional<domain::erasure> read_erasure(server_rows& rows, const session_ref& ref) {
  auto found = tombstone_of(rows, ref);
  if (!found) return std::nullopt;
  purging_of(rows, ref).set(found->receipt);
  return std::move(found->receipt);
}

std::optional<domain::erasure> read_blanked(server_rows& rows, const session_ref& session,
                                            std::int64_t seq) {
  auto found = receipt_of(rows, session.tenant, domain::erased_kind::message,
                          message_subject(session.id, seq));
  if (!found) return std::nullopt;
  return std::move(found->receipt);
}

std::optional<person_receipt> read_person(server_rows& rows, const std::string& tenant,
                                          const std::string& user) {
  auto found = receipt_of(rows, tenant, domain::erased_kind::user, user);
  if (!found) return std::nullopt;
  if (found->receipt.invisible_at != base::timestamp{})
    purging_of(rows, {tenant, person_subject(user)}).set(found->receipt);
  return person_receipt{std::move(found->receipt), found->upto};
}

sent_page read_sent(server_rows& rows, const std::string& tenant, const std::string& sender,
                    std::int64_t after, std::int64_t rows_max) {
  const auto upto = after + rows_max;
  sent_page page;
  const auto last = last_position(rows);
  for (const auto& [position, row] : read_positions(rows, after, std::min(upto, last))) {
    if (row.tenant != tenant || row.sender != sender) continue;
    const auto message = row_at(rows, row.log, row.seq);
    if (!message || message->head.status == domain::message_status::erased) continue;
    if (const auto owner = owner_of(rows, row.log, row.seq))
      place_of(page.items, *owner).seqs.push_back(row.seq);
  }
  if (upto < last) page.next = upto;
  return page;
}

std::vector<sent_messages> read_asked(server_rows& rows, const std::string& tenant,
                                      const std::string& asker, std::int64_t items_max) {
  const std::string prefix = key{}.text(tenant).text(asker);
  std::vector<sent_messages> found;
  for (const auto& member : rows.range(orders::asker, within(prefix, items_max))) {
    const auto row = member.substr(prefix.size());
    const auto session = entry_of(rows, number_of(row));
    const auto turn = rows.get(tables_of::turn, row);
    if (!session || !turn) continue;
    const auto& ref = session->row.address;
    if (found.empty() || found.back().session != ref) found.push_back({ref, {}, {}});
    found.back().turns.push_back(read_turn(*turn).turn_id);
  }
  return found;
}

}  // namespace parley::storage::redis
