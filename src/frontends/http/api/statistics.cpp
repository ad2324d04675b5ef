#include "frontends/http/api/call.hpp"
#include "frontends/http/api/handlers.hpp"

namespace parley::frontends::http::api {

void get_statistics(const call_ptr& c) { fail(*c, {base::errc::not_implemented, "", "Not yet."}); }

}  // namespace parley::frontends::http::api
