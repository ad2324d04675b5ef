#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "models/extractive/pieces.hpp"

namespace parley::models::extractive {

/// The pieces that say most within `chars` code points, as ascending positions in the list.
/// `earlier_percent` bounds what lines of the previous summary take of it.
std::vector<std::size_t> choose(const piece_list& list, std::size_t chars,
                                std::size_t earlier_percent);

/// The chosen pieces as text, at most `chars` code points as `choose` counts them.
std::string render(const piece_list& list, const std::vector<std::size_t>& chosen);

}  // namespace parley::models::extractive
