#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "frontends/http/api/options.hpp"
#include "frontends/http/transport/exchange.hpp"

namespace parley::frontends::http::api {

struct call;
struct route;

/// Stands between a request and its answer, and notes how it ended.
class observer final : public transport::responder::sink {
 public:
  /// `to`: null when the request fits no route.
  observer(std::shared_ptr<const options> node, const route* to, const transport::request& request,
           transport::responder respond);

  /// From now on who asked is known. It does not keep the call alive.
  void follow(const std::shared_ptr<call>& c) { call_ = c; }

  void answer(std::uint64_t ticket, transport::response r) override;

 private:
  void log(int status, std::chrono::microseconds took);

  std::shared_ptr<const options> node_;
  const route* to_;
  std::string method_;
  std::string request_id_;
  transport::responder respond_;
  std::weak_ptr<call> call_;
  std::chrono::microseconds since_;
};

/// Puts an observer before `respond`, when the node wants to know; else null.
std::shared_ptr<observer> observe(const std::shared_ptr<const options>& node, const route* to,
                                  const transport::request& request, transport::responder& respond);

}  // namespace parley::frontends::http::api
