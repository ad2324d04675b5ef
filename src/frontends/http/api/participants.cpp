#include "frontends/http/api/change.hpp"
#include "frontends/http/api/checks.hpp"
#include "frontends/http/api/handlers.hpp"
#include "parley/domain/decode.hpp"
#include "parley/domain/encode.hpp"
#include "parley/domain/keys.hpp"

namespace parley::frontends::http::api {

using base::errc;
using domain::json;

void list_participants(const call_ptr& c) {
  std::optional<domain::participant_type> type;
  if (const auto* name = parameter(*c, "type")) {
    type = domain::parse_participant_type(*name);
    if (!type)
      return fail(
          *c,
          {errc::invalid_argument, "type",
           "The type must be one of: " + std::string(domain::allowed_participant_types()) + "."});
  }
  const auto* role = parameter(*c, "role");
  if (role && !domain::is_role(*role))
    return fail(*c, {errc::invalid_argument, "role",
                     "A role has 1 to 64 characters of A-Z a-z 0-9 . _ : ~ -"});
  ask<domain::session_view>(
      c,
      [type, role = role ? std::optional<std::string>(*role) : std::nullopt](
          const call_ptr& same, const domain::session_view& view) {
        auto items = json::array();
        for (const auto& p : view.record.participants)
          if ((!type || p.type == *type) && (!role || p.role == role))
            items.push_back(domain::encode(p));
        send(*same, 200, {{"items", std::move(items)}, {"next", nullptr}});
      },
      protocol::get_atom_v, c->caller, c->session());
}

void join_participant(const call_ptr& c) {
  const auto body = json_body(*c);
  if (!body) return fail(*c, body.error());
  auto who = domain::decode_participant(*body, c->node->limits, domain::unknown_fields::refuse);
  if (!who) return fail(*c, who.error());
  change_record(c, domain::join_change{std::move(*who)},
                [](call& done, const domain::session_view& view, bool changed, bool replayed) {
                  send_record(done, changed ? 201 : 200, view, replayed);
                });
}

void leave_participant(const call_ptr& c) {
  change_record(c, domain::leave_change{c->item()}, reply_with_record);
}

}  // namespace parley::frontends::http::api
