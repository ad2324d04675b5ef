#pragma once

#include <string>

#include "models/openai/api_key.hpp"
#include "parley/base/status.hpp"
#include "parley/models/openai.hpp"

namespace parley::models::openai {

/// Where requests go, checked.
struct endpoint {
  std::string url;        ///< with `/chat/completions`
  bool loopback = false;  ///< of this machine: no proxy is asked
  std::string ca_file;
  api_key key;
  std::string key_field;  ///< the setting that a refused key comes from
};

/// Checks every option and reads the key.
base::result<endpoint> check(const openai_options& options);

}  // namespace parley::models::openai
