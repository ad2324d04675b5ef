#include "frontends/http/api/failure.hpp"

#include "frontends/http/api/openai/error_body.hpp"
#include "frontends/http/transport/problem.hpp"

namespace parley::frontends::http::api {

transport::response failure(const transport::request& request, const base::status& why) {
  auto answer = openai::owns(request.path) ? openai::error_answer(why)
                                           : transport::problem(why, request.request_id);
  if (why.code == base::errc::unauthorized) answer.headers.emplace_back("WWW-Authenticate", "Bearer");
  return answer;
}

}  // namespace parley::frontends::http::api
