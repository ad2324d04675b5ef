#pragma once

#include <string>
#include <string_view>

#include "parley/base/clock.hpp"
#include "parley/base/entropy.hpp"

namespace parley::base {

/// A UUID of version 7 (RFC 9562): 48 bits of milliseconds, then 74 random ones; lower case.
std::string make_uuid(const clock& c, entropy& e);

/// Ten characters of `0-9a-z` without i, l, o and u: 50 random bits.
std::string make_suffix(entropy& e);

}  // namespace parley::base
