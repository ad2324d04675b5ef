#include "frontends/http/api/checks.hpp"
#include "frontends/http/api/openai/ask_or.hpp"
#include "frontends/http/api/openai/conversation.hpp"
#include "frontends/http/api/openai/handlers.hpp"

namespace parley::frontends::http::api::openai {

using base::errc;
using domain::json;

namespace {

/// Looks at the record, then replaces the metadata of just that record. Another change in between
/// makes it look again.
void replace_metadata(const call_ptr& c, json wanted, int attempts) {
  ask<domain::session_view>(
      c,
      [wanted = std::move(wanted), attempts](const call_ptr& same,
                                             const domain::session_view& now) {
        domain::session_patch patch;
        patch.metadata = patch_between(now.record.metadata, wanted);
        protocol::change_command command{
            domain::patch_change{std::move(patch)}, now.record.revision, {}};
        ask_or<protocol::change_reply>(
            same,
            [](const call_ptr& done, const protocol::change_reply& r) {
              send(*done, 200, encode_conversation(r.session));
            },
            [wanted, attempts](const call_ptr& refused, base::status why) {
              if (why.code == errc::precondition_failed && attempts > 1)
                return replace_metadata(refused, wanted, attempts - 1);
              fail(*refused, std::move(why));
            },
            protocol::change_atom_v, same->caller, conversation_of(*same), std::move(command));
      },
      protocol::get_atom_v, c->caller, conversation_of(*c));
}

}  // namespace

void get_conversation(const call_ptr& c) {
  ask<domain::session_view>(
      c,
      [](const call_ptr& same, const domain::session_view& view) {
        send(*same, 200, encode_conversation(view));
      },
      protocol::get_atom_v, c->caller, conversation_of(*c));
}

void update_conversation(const call_ptr& c) {
  constexpr int attempts = 5;
  const auto body = json_body(*c);
  if (!body) return fail(*c, body.error());
  auto metadata = read_update(*body);
  if (!metadata) return fail(*c, metadata.error());
  replace_metadata(c, std::move(*metadata), attempts);
}

void delete_conversation(const call_ptr& c) {
  ask<domain::erasure>(
      c,
      [](const call_ptr& same, const domain::erasure&) {
        send(*same, 200,
             {{"id", same->path[2]}, {"object", "conversation.deleted"}, {"deleted", true}});
      },
      protocol::erase_atom_v, c->caller, conversation_of(*c), protocol::erase_command{});
}

}  // namespace parley::frontends::http::api::openai
