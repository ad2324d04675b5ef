#include "frontends/gateway/session_filters.hpp"

#include "frontends/gateway/cursor.hpp"
#include "parley/base/utf8.hpp"
#include "parley/domain/encode.hpp"
#include "parley/domain/keys.hpp"

namespace parley::frontends::gateway {

using base::errc;
using base::status;
using storage::session_query;

namespace {

constexpr std::string_view metadata_prefix = "metadata.";
constexpr std::size_t user_max = 256;

status broken(std::string_view name, std::string text) {
  return {errc::invalid_argument, std::string(name), std::move(text)};
}

std::string one_of(std::string_view allowed) {
  return "The value must be one of: " + std::string(allowed) + ".";
}

// Every reader takes the value of its parameter and says what is wrong with it.

template <auto Member, bool Legal(std::string_view)>
base::result<void> read_label(session_query& q, std::string_view name, const std::string& value) {
  if (!Legal(value))
    return base::fail(
        broken(name, "The value must be made of A-Z a-z 0-9 . _ : ~ - and not empty."));
  q.*Member = value;
  return {};
}

template <auto Member>
base::result<void> read_time(session_query& q, std::string_view name, const std::string& value) {
  auto time = base::parse_time(value);
  if (!time) {
    time.error().field = name;
    return base::fail(time.error());
  }
  q.*Member = *time;
  return {};
}

base::result<void> read_status(session_query& q, std::string_view name, const std::string& value) {
  q.status = domain::parse_session_status(value);
  if (!q.status) return base::fail(broken(name, one_of(domain::allowed_session_statuses())));
  return {};
}

base::result<void> read_type(session_query& q, std::string_view name, const std::string& value) {
  q.type = domain::parse_session_type(value);
  if (!q.type) return base::fail(broken(name, one_of(domain::allowed_session_types())));
  return {};
}

base::result<void> read_user(session_query& q, std::string_view name, const std::string& value) {
  if (value.empty() || base::code_points(value) > user_max || base::has_control_characters(value))
    return base::fail(broken(name, "A user has 1 to 256 characters, no control characters."));
  q.user = value;
  return {};
}

struct named_order {
  std::string_view name;
  storage::list_order order;
  bool oldest_first;
};

base::result<void> read_order(session_query& q, std::string_view name, const std::string& value) {
  using enum storage::list_order;
  for (const auto& order : {named_order{"created_at", created_at, false},
                            named_order{"created_at_asc", created_at, true},
                            named_order{"last_activity", last_activity, false},
                            named_order{"last_activity_asc", last_activity, true}})
    if (value == order.name) {
      q.order = order.order;
      q.oldest_first = order.oldest_first;
      return {};
    }
  return base::fail(
      broken(name, one_of("created_at, created_at_asc, last_activity, last_activity_asc")));
}

struct reader {
  std::string_view name;
  base::result<void> (*read)(session_query&, std::string_view, const std::string&);
};

constexpr reader readers[] = {
    {"status", read_status},
    {"type", read_type},
    {"user", read_user},
    {"conversation", read_label<&session_query::conversation, domain::is_id>},
    {"role", read_label<&session_query::role, domain::is_role>},
    {"root", read_label<&session_query::root, domain::is_id>},
    {"parent", read_label<&session_query::parent, domain::is_id>},
    {"created_from", read_time<&session_query::created_from>},
    {"created_to", read_time<&session_query::created_to>},
    {"active_from", read_time<&session_query::active_from>},
    {"active_to", read_time<&session_query::active_to>},
    {"order", read_order},
};

/// A value that is JSON is meant as such (`3`, `true`, `"3"`); everything else is a text.
domain::json metadata_value(const std::string& text, std::int64_t depth_max) {
  auto value = domain::parse_json(text, depth_max);
  return value ? std::move(*value) : domain::json(text);
}

base::result<void> read_cursor(session_query& q, const parameter_list& from) {
  const auto* text = parameter(from, "cursor");
  if (!text) return {};
  auto cursor = read_sessions_cursor(*text);
  if (!cursor) return base::fail(cursor.error());
  if (parameter(from, "order") &&
      (q.order != cursor->order || q.oldest_first != cursor->oldest_first))
    return base::fail(broken("cursor", "The cursor belongs to a list of another order."));
  q.order = cursor->order;
  q.oldest_first = cursor->oldest_first;
  q.after = std::move(cursor->after);
  return {};
}

}  // namespace

base::result<session_query> read_session_query(const parameter_list& from,
                                               const std::string& tenant,
                                               const base::limits& limits) {
  session_query q;
  q.tenant = tenant;
  q.rows_examined_max = limits.page_rows_examined;
  for (const auto& [name, value] : from) {
    if (name.starts_with(metadata_prefix)) {
      q.metadata.emplace_back(name.substr(metadata_prefix.size()),
                              metadata_value(value, limits.json_depth));
      continue;
    }
    for (const auto& reader : readers)
      if (reader.name == name)
        if (auto legal = reader.read(q, name, value); !legal) return base::fail(legal.error());
  }
  if (auto legal = read_cursor(q, from); !legal) return base::fail(legal.error());
  const auto limit = page_limit(from, limits);
  if (!limit) return base::fail(limit.error());
  q.items_max = *limit;
  return q;
}

domain::json encode(const storage::session_page& page, storage::list_order order,
                    bool oldest_first) {
  auto items = domain::json::array();
  for (const auto& view : page.items) items.push_back(domain::encode(view));
  auto next = domain::json(nullptr);
  if (page.next) next = write_cursor(sessions_cursor{order, oldest_first, *page.next});
  return {{"items", std::move(items)}, {"next", std::move(next)}};
}

}  // namespace parley::frontends::gateway
