#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "frontends/http/api/options.hpp"
#include "frontends/http/transport/exchange.hpp"

namespace parley::frontends::http::api {

/// The REST interface: turns requests into protocol calls and their replies into answers.
/// Any thread may call it. Never blocks: the work that a request starts goes on in actors, and the
/// answer is given on one of their threads. What is under way outlives the object.
class api {
 public:
  explicit api(options given);

  /// Answers through `respond`, once, whatever happens.
  void handle(transport::request request, transport::responder respond) const;

  /// The longest body that this route takes, for server_options::body_limit.
  std::int64_t body_limit(std::string_view method, std::string_view path) const;

 private:
  std::shared_ptr<const options> options_;
};

}  // namespace parley::frontends::http::api
