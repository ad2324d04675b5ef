#pragma once

#include <cstdint>
#include <string>

namespace parley::frontends::actions {

/// Whose turn it is: of 32 turns 27 are for high first, 4 for normal first and 1 for low first. A
/// stream that is empty gives its turn to the highest one that is not. So high goes before normal
/// and that before low, and none is ever passed by for long.
std::size_t first_of_turn(std::uint64_t turn);

/// `count` turns from `turn` on, a digit for each: the index of the stream that comes first.
std::string plan_of_turns(std::uint64_t turn, std::size_t count);

}  // namespace parley::frontends::actions
