#pragma once

#include <caf/test/unit_test.hpp>

#include <filesystem>
#include <memory>
#include <string>

#include "parley/base/ids.hpp"
#include "parley/parley.hpp"

namespace parley::tests {

inline protocol::caller who() { return {"acme", {}, {}, {}}; }

/// A folder that is gone afterwards.
struct scratch {
  std::filesystem::path path =
      std::filesystem::temp_directory_path() /
      ("parley-node-" + base::make_uuid(base::system_clock(), base::system_entropy()));
  scratch() { std::filesystem::create_directories(path); }
  ~scratch() { std::filesystem::remove_all(path); }
};

/// A node of its own threads, with a short tail so that pages come from the store too.
inline std::unique_ptr<runtime::node> start(const std::string& uri) {
  config::settings settings;
  settings.store.uri = uri;
  settings.session.tail_messages = 10;
  settings.http.port = 0;
  settings.log.level = "error";
  auto node = runtime::node::start(settings);
  if (!node) CAF_FAIL(base::to_string(node.error()));
  return std::move(*node);
}

}  // namespace parley::tests
