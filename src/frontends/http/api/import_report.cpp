#include "frontends/http/api/import_report.hpp"

#include "frontends/gateway/bodies.hpp"

namespace parley::frontends::http::api {

namespace {

constexpr std::size_t errors_max = 1000;

}  // namespace

void import_report::refuse(std::int64_t line, const base::status& why) {
  if (errors_.size() >= errors_max) return;
  auto error = gateway::encode(why);
  error["line"] = line;
  errors_.push_back(std::move(error));
}

domain::json import_report::encode() const {
  return {
      {"sessions", {{"created", created}, {"existing", existing}, {"refused", refused_sessions}}},
      {"messages", {{"appended", appended}, {"known", known}, {"refused", refused_messages}}},
      {"summaries",
       {{"created", summaries}, {"known", known_summaries}, {"refused", refused_summaries}}},
      {"lines", lines},
      {"errors", errors_}};
}

}  // namespace parley::frontends::http::api
