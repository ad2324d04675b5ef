#pragma once

#include <memory>
#include <optional>
#include <string>

#include "frontends/http/api/access/permission.hpp"
#include "parley/domain/key_ring.hpp"

namespace parley::frontends::http::api {

/// Who sent a request, as far as it is known.
struct asker {
  enum class kind : std::uint8_t {
    anyone,  ///< no key was asked for
    holder,  ///< of `key`
    host,    ///< a program of the node's own process
    runner,  ///< who operates the node, by the token in `http.operator_key_file`
  };

  kind is = kind::anyone;
  domain::key_holder key{};
  /// What it has open counts as long as any copy of this is there: see `concurrency_limiter`.
  std::shared_ptr<const void> place_of_key{};
  std::shared_ptr<const void> place_of_tenant{};

  /// For logs and `caller::principal`: a key id, `operator`, `local`, or nothing.
  std::string name() const;

  /// Whether a route of that permission is open to them. Whose tenant it is is not asked here.
  bool may(permission needed) const;
};

}  // namespace parley::frontends::http::api
