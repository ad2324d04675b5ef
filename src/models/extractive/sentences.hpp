#pragma once

#include <string_view>
#include <vector>

namespace parley::models::extractive {

/// The sentences of a text in their order, as parts of it: a line ends one, and so does what ends
/// sentences in its script. Short lines that follow each other, as items of a list do, stay
/// together; what is longer than 300 characters is parted at a blank or a comma. Marks at the
/// beginning of a line
/// (`-`, `#`, `>`) are not part of it. At most 1,000 of a text: then those of its beginning.
std::vector<std::string_view> split_sentences(std::string_view text);

/// Whether a question mark ends it, closing brackets and quotes aside.
bool is_question(std::string_view sentence);

/// Whether it has one of the words by which a decision or its outcome is known.
bool has_cue(std::string_view sentence);

}  // namespace parley::models::extractive
