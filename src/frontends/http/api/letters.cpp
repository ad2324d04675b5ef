#include <charconv>

#include "frontends/gateway/cursor.hpp"
#include "frontends/http/api/call.hpp"
#include "frontends/http/api/checks.hpp"
#include "frontends/http/api/handlers.hpp"

namespace parley::frontends::http::api {

using base::errc;
using domain::json;

namespace {

json encode(const storage::job& letter) {
  auto payload = domain::parse_json(letter.payload, 1000);
  return {{"letter_id", letter.id},
          {"kind", to_string(letter.kind)},
          {"session_id", letter.session_id},
          {"reason", letter.reason},
          {"attempts", letter.attempts},
          {"created_at", base::format_time(letter.created_at)},
          {"payload", payload ? std::move(*payload) : json(letter.payload)}};
}

base::result<std::int64_t> letter_of(const call& c) {
  const auto& text = c.path[4];
  std::int64_t id = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), id);
  if (error != std::errc{} || stop != text.data() + text.size() || id < 1)
    return base::fail(errc::not_found, "", "There is no such dead letter.");
  return id;
}

void send_letter(call& c, int status, const storage::job& letter) {
  send(c, status, encode(letter));
}

void settle(const call_ptr& c, bool requeue) {
  const auto id = letter_of(*c);
  if (!id) return fail(*c, id.error());
  ask<storage::job>(
      c,
      [requeue](const call_ptr& same, const storage::job& letter) {
        send_letter(*same, requeue ? 202 : 200, letter);
      },
      protocol::letter_atom_v, c->caller, protocol::letter_command{*id, requeue});
}

}  // namespace

void list_letters(const call_ptr& c) {
  storage::dead_query query;
  const auto limit = page_limit(*c);
  if (!limit) return fail(*c, limit.error());
  query.items_max = *limit;
  if (const auto* text = parameter(*c, "cursor")) {
    const auto cursor = gateway::read_history_cursor(*text);
    if (!cursor) return fail(*c, cursor.error());
    query.before = cursor->seq;
  }
  ask<protocol::letter_page>(
      c,
      [](const call_ptr& same, const protocol::letter_page& page) {
        auto items = json::array();
        for (const auto& letter : page.items) items.push_back(encode(letter));
        auto next =
            page.next ? json(gateway::write_cursor(gateway::history_cursor{false, *page.next})) : json(nullptr);
        send(*same, 200, {{"items", std::move(items)}, {"next", std::move(next)}});
      },
      protocol::letters_atom_v, c->caller, std::move(query));
}

void get_letter(const call_ptr& c) {
  const auto id = letter_of(*c);
  if (!id) return fail(*c, id.error());
  ask<storage::job>(
      c, [](const call_ptr& same, const storage::job& letter) { send_letter(*same, 200, letter); },
      protocol::letter_atom_v, c->caller, *id);
}

void requeue_letter(const call_ptr& c) { settle(c, true); }
void delete_letter(const call_ptr& c) { settle(c, false); }

}  // namespace parley::frontends::http::api
