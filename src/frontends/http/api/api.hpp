#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "frontends/http/api/options.hpp"
#include "frontends/http/transport/exchange.hpp"

namespace parley::frontends::http::api {

/// The REST interface: turns requests into protocol calls and their replies into answers.
/// Requests of the network come on one thread, those of this process on any. Never blocks: the work that a request starts goes on in actors, and the
/// answer is given on one of their threads. What is under way outlives the object.
class api {
 public:
  explicit api(options given);

  /// Answers through `respond`, once, whatever happens.
  void handle(transport::request request, transport::responder respond) const;

  /// The same for a program of this process: it may do everything, and needs no key.
  void handle_local(transport::request request, transport::responder respond) const;

  /// The longest body that the request may bring, for server_options::admit; unauthorized when a
  /// stranger would bring one.
  base::result<std::int64_t> admit(const transport::request& head) const;

 private:
  enum class way { network, local };
  void run(transport::request request, transport::responder respond, way came) const;

  std::shared_ptr<const options> options_;
};

}  // namespace parley::frontends::http::api
