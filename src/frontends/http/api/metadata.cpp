#include "frontends/http/api/change.hpp"
#include "frontends/http/api/checks.hpp"
#include "frontends/http/api/handlers.hpp"
#include "parley/domain/decode.hpp"

namespace parley::frontends::http::api {

using base::errc;

namespace {

transport::header_list headers_of(const domain::session_view& view, bool replayed) {
  return marked(replayed, {{"ETag", '"' + std::to_string(view.record.revision) + '"'}});
}

void send_value(call& c, const domain::session_view& view, bool, bool replayed) {
  const auto& metadata = view.record.metadata;
  const auto found = metadata.find(c.item());
  if (found == metadata.end())
    return fail(c, {errc::not_found, "key", "The session's metadata has no such key."});
  send(c, 200, *found, headers_of(view, replayed));
}

}  // namespace

void get_all_metadata(const call_ptr& c) {
  ask<domain::session_view>(
      c,
      [](const call_ptr& same, const domain::session_view& view) {
        send(*same, 200, view.record.metadata, headers_of(view, false));
      },
      protocol::get_atom_v, c->caller, c->session());
}

void get_metadata(const call_ptr& c) {
  ask<domain::session_view>(
      c,
      [](const call_ptr& same, const domain::session_view& view) {
        send_value(*same, view, false, false);
      },
      protocol::get_atom_v, c->caller, c->session());
}

void put_metadata(const call_ptr& c) {
  if (const auto legal = domain::check_metadata_key(c->item()); !legal)
    return fail(*c, legal.error());
  auto value = json_body(*c);
  if (!value) return fail(*c, value.error());
  change_record(c, domain::set_metadata_change{c->item(), std::move(*value)}, send_value);
}

void delete_metadata(const call_ptr& c) {
  if (const auto legal = domain::check_metadata_key(c->item()); !legal)
    return fail(*c, legal.error());
  change_record(c, domain::remove_metadata_change{c->item()}, reply_with_record);
}

}  // namespace parley::frontends::http::api
