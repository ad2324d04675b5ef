#include <algorithm>

#include "testing/simulation/ledger.hpp"

namespace parley::testing::simulation {

std::string session_ledger::status_of(const domain::session& record) {
  if (record.status == domain::session_status::archived)
    return record.closed_at ? "closed" : "active";
  return std::string(to_string(record.status));
}

void session_ledger::shown_record(const domain::session& record, std::int64_t from,
                                  std::int64_t to) {
  if (!creation_open) fails("only what was created is there", "it is shown");
  if (record.status == domain::session_status::archived && !may_be_archived)
    fails("changes are kept", "it is archived, and nobody wanted that");
  if (!status.possible(status_of(record), from, to))
    fails("changes are kept", "it is shown as " + std::string(to_string(record.status)) + ", " + status_of(record));
  const auto parent = parent_ ? std::optional(parent_->id()) : std::nullopt;
  const auto root = parent_ ? std::optional(root_) : std::nullopt;
  if (record.parent_session_id != parent || record.root_session_id != root || record.depth != depth_)
    fails("a session keeps its place", "its parent is " + record.parent_session_id.value_or("nobody") +
                                           ", its depth " + std::to_string(record.depth));
  for (const auto& [key, history] : values) {
    std::string value;
    if (key.starts_with("who/")) {
      const auto who = std::find_if(record.participants.begin(), record.participants.end(),
                                    [&](const auto& p) { return "who/" + p.id == key; });
      if (who != record.participants.end() && who->present()) value = "present";
    } else if (const auto it = record.metadata.find(key); it != record.metadata.end()) {
      value = it->is_string() ? it->get<std::string>() : it->dump();
    }
    if (!history.possible(value, from, to))
      fails("changes are kept", key + " is shown as '" + value + "'");
  }
}

void session_ledger::is_below(session_ledger& parent) {
  parent_ = &parent;
  root_ = parent.parent_ ? parent.root_ : parent.id();
  depth_ = parent.depth_ + 1;
}

void session_ledger::inherits(session_ledger& origin, std::int64_t upto) {
  origin_ = &origin;
  inherited_ = upto;
}

void session_ledger::expect_report(const std::string& text, const std::string& message_id) {
  reports.push_back(text);
  // Nobody is told how it ended; at rest the two histories are compared.
  parent_->say(text, id() + ":" + message_id);
  parent_->begin({text});
}

void session_ledger::changed(std::int64_t revision, std::optional<std::int64_t> if_revision,
                             std::int64_t floor, bool alone) {
  if (revision <= floor)
    fails("revisions grow", std::to_string(revision) + " after " + std::to_string(floor));
  if (!revisions_.insert(revision).second && alone)
    fails("a revision is given once", std::to_string(revision));
  // One that takes a subtree along is compared when it is promised; others may come before its end.
  if (if_revision && (alone ? revision != *if_revision + 1 : revision <= *if_revision))
    fails("If-Match holds", "the revision is " + std::to_string(revision));
  revision_floor_ = std::max(revision_floor_, revision);
}

}  // namespace parley::testing::simulation
