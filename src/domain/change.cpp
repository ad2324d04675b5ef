#include "parley/domain/change.hpp"

#include <algorithm>

#include "domain/participant_change.hpp"
#include "domain/rules.hpp"

namespace parley::domain {

namespace {

changed check_size(const session& record, const base::limits& limits) {
  if (static_cast<std::int64_t>(canonical(record.metadata).size()) > limits.metadata_bytes)
    return base::fail(over_limit("metadata", limits.metadata_bytes, "bytes as JSON"));
  return true;
}

/// One overload per change; each changes `record` in place, which is a copy.
struct applier {
  session& record;
  base::timestamp now;
  const base::limits& limits;

  // The reasons of closing and reopening belong to their events; a record has no place for them.
  changed operator()(const close_change&) const {
    const bool open = record.status == session_status::active ||
                      (record.status == session_status::archived && !record.closed_at);
    if (!open) return false;
    record.status = session_status::closed;
    record.closed_at = now;
    return true;
  }

  changed operator()(const reopen_change&) const {
    if (record.status == session_status::active) return false;
    record.status = session_status::active;
    record.closed_at.reset();
    touch();
    return true;
  }

  changed operator()(const archive_change&) const {
    if (record.status == session_status::archived) return false;
    record.status = session_status::archived;
    return true;
  }

  changed operator()(const patch_change& c) const {
    const auto before = record;
    if (c.patch.user_id) record.user_id = *c.patch.user_id;
    if (c.patch.system_prompt) record.system_prompt = *c.patch.system_prompt;
    if (c.patch.metadata) {
      if (c.patch.metadata->is_null())
        record.metadata = json::object();
      else
        record.metadata.merge_patch(*c.patch.metadata);
      if (auto fits = check_size(record, limits); !fits) return fits;
    }
    return !(record == before);
  }

  changed operator()(const set_metadata_change& c) const {
    if (auto legal = check_metadata_key(c.key); !legal) return base::fail(legal.error());
    const auto old = record.metadata.find(c.key);
    if (old != record.metadata.end() && canonical(*old) == canonical(c.value)) return false;
    record.metadata[c.key] = c.value;
    return check_size(record, limits);
  }

  changed operator()(const remove_metadata_change& c) const {
    if (record.metadata.erase(c.key) != 0) return true;
    return base::fail(base::errc::not_found, "key", "The metadata has no such key.");
  }

  changed operator()(const place_change& c) const {
    if (record.parent_session_id == c.parent && record.root_session_id == c.root &&
        record.depth == c.depth)
      return false;
    record.parent_session_id = c.parent;
    record.root_session_id = c.root;
    record.depth = c.depth;
    return true;
  }

  changed operator()(const join_change& c) const {
    auto joined = join(record, c.who, now, limits);
    if (joined && *joined) touch();
    return joined;
  }

  changed operator()(const leave_change& c) const {
    auto left = leave(record, c.participant_id, now);
    if (left && *left) touch();
    return left;
  }

 private:
  /// Activity never goes back, whatever the wall clock does.
  void touch() const { record.touched_at = std::max(record.touched_at, now); }
};

}  // namespace

base::result<session> apply(const record_change& change, session record, base::timestamp now,
                            const base::limits& limits) {
  auto done = std::visit(applier{record, now, limits}, change);
  if (!done) return base::fail(std::move(done.error()));
  if (*done) ++record.revision;
  return record;
}

std::optional<session> reactivated(const session& record) {
  if (record.status != session_status::archived || record.closed_at) return std::nullopt;
  auto active = record;
  active.status = session_status::active;
  ++active.revision;
  return active;
}

}  // namespace parley::domain
