#include "parley/domain/tree.hpp"

#include <array>

#include "domain/digest_text.hpp"
#include "parley/base/digest.hpp"

namespace parley::domain {

namespace {

constexpr std::array<std::string_view, 3> operations{"close", "archive", "erase"};

}  // namespace

std::string_view to_string(tree_operation v) { return operations.at(static_cast<std::size_t>(v)); }

std::optional<tree_operation> parse_tree_operation(std::string_view name) {
  for (std::size_t i = 0; i < operations.size(); ++i)
    if (operations[i] == name) return static_cast<tree_operation>(i);
  return std::nullopt;
}

bool is_due(tree_operation operation, const session& s) {
  switch (operation) {
    case tree_operation::close:
      return s.status == session_status::active ||
             (s.status == session_status::archived && !s.closed_at);
    case tree_operation::archive:
      return s.status != session_status::archived;
    case tree_operation::erase:
      return true;
  }
  return false;
}

std::string write_cascade(const cascade& c) {
  json out = {{"operation", to_string(c.operation)}, {"reason", c.reason}};
  if (!c.part_of.empty()) out["part_of"] = c.part_of;
  if (!c.key.empty())
    out["once"] = {{"key", c.key}, {"route", c.route}, {"body", to_hex(c.body_digest)}};
  return canonical(out);
}

base::result<cascade> read_cascade(std::string_view text) {
  const auto value = parse_json(text);
  if (value && value->is_object()) {
    const auto operation = parse_tree_operation(value->value("operation", ""));
    if (operation) {
      cascade c{*operation, value->value("reason", ""), value->value("part_of", "")};
      if (const auto once = value->find("once"); once != value->end() && once->is_object()) {
        c.key = once->value("key", "");
        c.route = once->value("route", "");
        c.body_digest = digest_from_hex(once->value("body", "")).value_or(base::digest{});
      }
      return c;
    }
  }
  return base::fail(base::errc::internal, "", "A stored cascade cannot be read.");
}

std::string_view to_string(erased_kind kind) {
  switch (kind) {
    case erased_kind::session:
      return "session";
    case erased_kind::message:
      return "message";
    case erased_kind::user:
      return "user";
  }
  return "";
}

json encode(const erasure& e) {
  json out = {{"receipt_id", e.receipt_id},
              {"subject", {{"kind", to_string(e.kind)}, {"id", e.subject}}},
              {"sessions", e.sessions},
              {"messages", e.messages},
              {"summaries", e.summaries},
              {"tasks", e.tasks},
              {"forks", e.forks},
              {"invisible_at", base::format_time(e.invisible_at)}};
  // Of what does not change any more, so that a repeated receipt has the same one.
  const auto digest = to_hex(base::digest_of(canonical(out)));
  out["purged_at"] = e.purged_at ? json(base::format_time(*e.purged_at)) : json(nullptr);
  out["digest"] = digest;
  return out;
}

}  // namespace parley::domain
