#pragma once

#include <string>

#include "parley/domain/json.hpp"

namespace parley::conformance {

/// What one vector's check says: empty when it holds, else what came out instead.
using check = std::string (*)(const domain::json& vector);

/// The check of a file by its name; nullptr when nobody knows the name.
check check_for(const std::string& file_name);

/// The check of window.jsonl: all ops on one window of the layer `context`.
std::string check_window(const domain::json& vector);

/// Whether everything in `expected` is in `actual`: objects may have more fields there.
bool contains(const domain::json& actual, const domain::json& expected);

}  // namespace parley::conformance
