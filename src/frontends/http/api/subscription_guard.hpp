#pragma once

#include <caf/send.hpp>
#include <memory>

#include "frontends/http/api/options.hpp"
#include "parley/protocol/feed.hpp"

namespace parley::frontends::http::api {

/// A subscription that ends when nobody holds it any more.
class subscription_guard {
 public:
  subscription_guard(std::shared_ptr<const options> node, std::uint64_t id)
      : node_(std::move(node)), id_(id) {}
  ~subscription_guard() { caf::anon_send(node_->feed, protocol::leave_atom_v, id_); }
  subscription_guard(const subscription_guard&) = delete;
  subscription_guard& operator=(const subscription_guard&) = delete;

  std::uint64_t id() const { return id_; }
  const options& node() const { return *node_; }

 private:
  std::shared_ptr<const options> node_;
  std::uint64_t id_;
};

using subscription_ptr = std::shared_ptr<const subscription_guard>;

}  // namespace parley::frontends::http::api
