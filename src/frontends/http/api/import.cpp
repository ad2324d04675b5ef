#include "frontends/http/api/handlers.hpp"
#include "frontends/http/api/import_run.hpp"

namespace parley::frontends::http::api {

void import_lines(const call_ptr& c) { std::make_shared<import_run>(c)->start(); }

}  // namespace parley::frontends::http::api
