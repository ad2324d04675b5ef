#include <algorithm>

#include "frontends/gateway/cursor.hpp"
#include "frontends/http/api/call.hpp"
#include "frontends/http/api/checks.hpp"
#include "frontends/http/api/handlers.hpp"
#include "parley/base/utf8.hpp"
#include "parley/domain/summary.hpp"

namespace parley::frontends::http::api {

using base::errc;
using base::fail;
using domain::json;

namespace {

constexpr std::size_t keys_max = 1000;
constexpr std::size_t key_max = 256;

base::result<void> read_keys(const json& value, std::vector<std::string>& keys) {
  const auto legal = [](const json& key) {
    return key.is_string() && !key.get_ref<const std::string&>().empty() &&
           base::code_points(key.get_ref<const std::string&>()) <= key_max;
  };
  if (!value.is_array() || value.size() > keys_max || !std::ranges::all_of(value, legal))
    return fail(errc::invalid_argument, "external_memory_keys",
                "external_memory_keys must be a list of up to 1000 texts of 1 to 256 characters.");
  keys = value.get<std::vector<std::string>>();
  return {};
}

base::result<protocol::summarize_command> read_command(const call& c) {
  protocol::summarize_command command;
  if (c.request.body.empty()) return command;
  const auto body = json_body(c);
  if (!body) return fail(body.error());
  if (!body->is_object()) return fail(errc::invalid_argument, "body", "The body must be an object.");
  for (const auto& [name, value] : body->items()) {
    if (name == "round") {
      if (value.is_null()) continue;
      if (!value.is_number_integer() || value.get<std::int64_t>() < 0)
        return fail(errc::invalid_argument, "round", "round must be a whole number from 0.");
      command.round = value.get<std::int64_t>();
    } else if (name == "external_memory_keys") {
      if (value.is_null()) continue;
      if (auto legal = read_keys(value, command.external_keys); !legal) return fail(legal.error());
    } else if (name == "wait" || name == "again") {
      if (!value.is_boolean())
        return fail(errc::invalid_argument, name, name + " must be true or false.");
      (name == "wait" ? command.wait : command.again) = value.get<bool>();
    } else {
      return fail(errc::unknown_field, name,
                  "The field is not known. Allowed: round, external_memory_keys, wait, again.");
    }
  }
  return command;
}

void answer_summary(const call_ptr& c, const protocol::summarize_reply& r) {
  if (r.queued)
    return send(*c, 202, {{"task", {{"kind", "summarize"}, {"session_id", c->session().id},
                                    {"state", "queued"}}}});
  if (r.summary) return send(*c, 200, {{"summary", domain::encode(*r.summary)}});
  send(*c, 200, {{"summary", nullptr}, {"reason", "nothing_to_do"}});
}

}  // namespace

void summarize_session(const call_ptr& c) {
  auto command = read_command(*c);
  if (!command) return fail(*c, command.error());
  // Who does not wait is told of a session that is not there, all the same.
  ask<domain::session_view>(
      c,
      [command = std::move(*command)](const call_ptr& same, const domain::session_view&) {
        ask<protocol::summarize_reply>(same, answer_summary, protocol::summarize_atom_v,
                                       same->caller, same->session(), command);
      },
      protocol::get_atom_v, c->caller, c->session());
}

void list_summaries(const call_ptr& c) {
  const auto limit = page_limit(*c);
  if (!limit) return fail(*c, limit.error());
  std::int64_t skip = 0;
  if (const auto* cursor = parameter(*c, "cursor")) {
    const auto place = gateway::read_history_cursor(*cursor);
    if (!place) return fail(*c, place.error());
    skip = place->seq;
  }
  ask<protocol::summary_page>(
      c,
      [next = skip + *limit](const call_ptr& same, const protocol::summary_page& page) {
        auto items = json::array();
        for (const auto& s : page.items) items.push_back(domain::encode(s));
        send(*same, 200,
             {{"items", std::move(items)},
              {"next",
               page.more ? json(gateway::write_cursor(gateway::history_cursor{false, next})) : json(nullptr)}});
      },
      protocol::summaries_atom_v, c->caller, c->session(), skip, *limit);
}

void get_summary(const call_ptr& c) {
  ask<domain::summary>(
      c,
      [](const call_ptr& same, const domain::summary& s) { send(*same, 200, domain::encode(s)); },
      protocol::summary_atom_v, c->caller, c->session(), c->item());
}

}  // namespace parley::frontends::http::api
