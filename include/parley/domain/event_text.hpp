#pragma once

#include <string>
#include <string_view>

#include "parley/domain/event.hpp"

namespace parley::domain {

/// The object of the wire; `cursor` is JSON. An event that is of no session has null as its id.
std::string write_event(const event& e, std::string_view cursor);

}  // namespace parley::domain
