#pragma once

#include <cstdint>
#include <random>
#include <string>

#include "parley/domain/session.hpp"

namespace parley::benchmarks::million {

// Sessions and texts as the benchmarks of lists and search have them: the n-th session, whichever
// store keeps it.

using random_source = std::mt19937_64;

std::string name(std::int64_t i);
/// One tenant has nearly everything, 50 have little.
std::string tenant(std::int64_t i);
/// `model` gives what all have; the n-th is n milliseconds younger.
domain::session record(std::int64_t i, const domain::session& model, random_source& random);
/// What the session's one message says.
std::string text(std::int64_t i, random_source& random);

/// The number of a word (of a Chinese character) of 50,000 (3,000), the n-th about 1/n as often as
/// the first, as in real text.
std::int64_t any_word(random_source& random);
std::string latin(random_source& random, int n);
std::string han(random_source& random, int n = 1);

}  // namespace parley::benchmarks::million
