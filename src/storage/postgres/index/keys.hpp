#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace parley::storage::postgres {

/// Of the keys below; an index of another version is made again.
inline constexpr std::int64_t index_version = 1;

/// Messages are indexed in buckets of 2^14 positions. A question goes through the buckets in which
/// its tenant has something, from the newest on, so that each step is short however common a word
/// is.
inline constexpr int bucket_bits = 14;
inline std::int64_t bucket_of(std::int64_t position) { return position >> bucket_bits; }
inline std::int64_t first_position(std::int64_t bucket) { return bucket << bucket_bits; }

/// A key is a bucket and, below it, this many bits that stand for a word of a tenant: one tenant's
/// words are never another's. Words that share a key are told apart by the text.
inline constexpr int hash_bits = 40;

// Hashes of what a message has. Never negative.

std::int64_t word_hash(std::string_view tenant, std::string_view word);
/// Of two characters of writing without blanks, one behind the other: such a character alone is in
/// too many messages.
std::int64_t pair_hash(std::string_view tenant, std::string_view first, std::string_view second);
std::int64_t log_hash(std::int64_t log);

/// Of all words and pairs of a text, each once, ascending; `words` as language::tokens gives them.
std::vector<std::int64_t> hashes_of(std::string_view tenant, const std::vector<std::string>& words);

}  // namespace parley::storage::postgres
