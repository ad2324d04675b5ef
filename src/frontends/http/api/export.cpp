#include "frontends/http/api/checks.hpp"
#include "frontends/http/api/export_run.hpp"
#include "frontends/http/api/handlers.hpp"

namespace parley::frontends::http::api {

void export_tenant(const call_ptr& c) {
  const auto* format = parameter(*c, "format");
  if (format && *format != "parley" && *format != "chat")
    return fail(
        *c, {base::errc::invalid_argument, "format", "The format must be one of: parley, chat."});
  const auto form = format && *format == "chat" ? export_form::chat : export_form::parley;
  // The first page is read before the answer begins, so that a store that is away is a problem
  // document and not a body that breaks off.
  ask<storage::session_page>(
      c,
      [form](const call_ptr& same, storage::session_page first) {
        transport::response answer;
        answer.content_type = lines_type;
        answer.stream = body_of(std::make_shared<export_run>(same, form, std::move(first)));
        // Moved out first: the run keeps the call, which must not keep what answers it.
        auto respond = std::move(same->respond);
        respond(std::move(answer));
      },
      protocol::list_atom_v, c->caller, export_run::query_of(*c));
}

}  // namespace parley::frontends::http::api
