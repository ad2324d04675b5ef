#pragma once

#include "parley/context/counter.hpp"

namespace parley::context {

/// The default of SPEC 5: code points / 4, rounded up. For English prose it is 1.0 to 1.2 of a
/// byte-pair count; for what else is written it is short of one: of cl100k_base 0.8 for code, 0.5
/// for Russian, 0.3 for Arabic and digits, 0.2 for Chinese, 0.1 for Georgian.
class characters_counter final : public counter {
 public:
  std::string_view name() const override { return "characters/4"; }
  bool exact() const override { return false; }
  std::int64_t count(std::string_view text) const override;
};

/// An estimate that is not below a byte-pair count in cl100k_base or o200k_base, for models of which
/// neither is known to be right. It adds up, in hundredths of a token, rounds up and adds two:
///
/// - A code point beyond ASCII: what it has on its own in the encoding where it has more. For most
///   scripts this is an upper bound, since joining bytes with neighbours only makes fewer tokens of
///   them (costs_table.hpp; ideographs and rare scripts take the most of 64 neighbours).
/// - A word of n ASCII letters: 100 when it is one of the 256 most common of English. Among such
///   words 100 + 15 (n - 4); among common words of six other western languages 100 + 45 (n - 3);
///   else, or when it is no plain word (capitals within, five consonants in a row), 40 + 65 n, 36
///   for each change of case, 75 n for capitals, and 100 for each letter above 16 (capitals: all
///   above 8).
/// - Three digits 100. A sign 100, half of it when it repeats the one before; twelve pairs and
///   triples that JSON and code are full of 100 together.
/// - A run of up to eight equal blanks 100; one blank before a word or a sign nothing.
///
/// Bounds by words are no proof: they were set so that nothing measured is below an exact count,
/// one message at a time: 32,000 program messages in 137 languages, 9,000 pieces of code, markup,
/// records, keys and numbers, 2,700 real messages, and a million random texts of all kinds. What is
/// made of two letters in turn (`UZUZUZ...`) can be below. Sums over what was measured, and tokens
/// of the samples in tests/context/tokens/corpus.cpp:
///
///     estimate / exact           cl100k  o200k                          cl100k  o200k  estimate
///     English talk (real)          1.4    1.4     English                  39     37        50
///     JSON of tools (real)         1.5    1.5     German                   47     37        79
///     C++, Python, JSON          1.9-2.3 1.9-2.3  Russian                  71     34       150
///     German, French, Dutch      1.7-2.0 2.0-2.1  Arabic                   98     46       131
///     Spanish, Portuguese          2.1    2.3     Hindi                   127     38       160
///     Finnish, Turkish, Polish     1.7    2.0     Chinese                  76     52       135
///     Russian, Korean            2.0-2.4 2.7-3.4  Georgian                210     38       212
///     Hindi, Thai, Greek           1.2   2.4-3.6  Emoji                    87     64       104
///
/// 160 MB/s for English and 270 for mixed text (tests/benchmarks).
class safe_counter final : public counter {
 public:
  std::string_view name() const override { return "estimate_safe"; }
  bool exact() const override { return false; }
  std::int64_t count(std::string_view text) const override;
};

}  // namespace parley::context
