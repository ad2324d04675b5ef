#include "frontends/http/api/failure.hpp"

#include "frontends/http/api/openai/error_body.hpp"
#include "frontends/http/transport/problem.hpp"

namespace parley::frontends::http::api {

transport::response failure(const transport::request& request, const base::status& why) {
  if (openai::owns(request.path)) return openai::error_answer(why);
  return transport::problem(why, request.request_id);
}

}  // namespace parley::frontends::http::api
