#pragma once

#include <memory>

#include "frontends/http/api/access/asker.hpp"
#include "frontends/http/api/cursor_form.hpp"
#include "frontends/http/api/subscription_guard.hpp"
#include "frontends/http/transport/exchange.hpp"

namespace parley::frontends::http::api {

/// A subscription as the body of an answer: Server-Sent Events, for as long as its key holds.
class event_source final : public transport::body_source {
 public:
  event_source(subscription_ptr s, asker from, cursor_form form)
      : subscription_(std::move(s)), from_(std::move(from)), form_(form) {}

  void next(std::function<void(part)> done) override;
  bool live() const override { return true; }

 private:
  subscription_ptr subscription_;
  asker from_;
  cursor_form form_;
};

/// One event in the form of the stream.
void write_sse(std::string& into, const protocol::delivery& d, cursor_form form);

}  // namespace parley::frontends::http::api
