#include "frontends/http/api/call.hpp"
#include "frontends/http/api/handlers.hpp"

namespace parley::frontends::http::api {

void get_retention(const call_ptr& c) { fail(*c, {base::errc::not_implemented, "", "Not yet."}); }
void put_retention(const call_ptr& c) { fail(*c, {base::errc::not_implemented, "", "Not yet."}); }
void dry_run_retention(const call_ptr& c) { fail(*c, {base::errc::not_implemented, "", "Not yet."}); }

}  // namespace parley::frontends::http::api
