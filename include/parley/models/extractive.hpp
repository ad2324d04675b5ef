#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "parley/context/summary_job.hpp"
#include "parley/models/summarizer.hpp"

namespace parley::models {

/// Setting `summarizer.summary_chars`.
struct extractive_options {
  std::int64_t summary_chars = 3500;  ///< code points of a summary at most; 400 to 20,000
};

/// A summary made of what was said, without a model: deterministic, no network, no clock, no
/// locale.
///
/// The method is the greedy choice under a budget of Lin and Bilmes, "Multi-document summarization
/// via budgeted maximization of submodular functions" (NAACL 2010), with the lazy evaluation of
/// Minoux (1978): take whatever adds most per character. What a piece adds is the weight of the
/// *concepts* in it that nothing chosen before has named, after Filatova and Hatzivassiloglou,
/// "Event-based extractive summarization" (2004). Concepts are ids, numbers, dates, names, the
/// outcomes of tools and, with little weight, the words of the conversation; they weigh more the
/// more often they occur, and more when people speak of them than when only a tool does. Cue words
/// of decisions and the place of a sentence (Edmundson, "New methods in automatic extracting",
/// 1969) add to that.
///
/// Pieces are sentences, whatever their script, and records of JSON that tools answered with. They
/// are shown under `Goal:`, `Decisions and outcomes:`, `Facts:` and `Open:`, each in the order in
/// which it was said, one a line that begins with `- ` and who said it. Only headings, that
/// beginning, `…` for a cut and the signs between parts of a record are not of the conversation;
/// white space and marks of emphasis (`*`, `` ` ``) are left out of sentences.
///
/// Lines of the previous summary compete in their sections for at most 40 % of the length (a
/// meta-summary: 55 %), so that what is never mentioned again fades and the length stays bounded.
/// A field of JSON and a line `KEY: ...` whose name is one of the external keys is left out; the
/// keys are named under `Kept elsewhere:`.
///
/// Of talk without any word of weight (one word again and again) it keeps how it began and how it
/// ended. Fails with unavailable when there is nothing to be said: no message has text. Takes O(n)
/// for reading n bytes; the choice is among at most 3,000 pieces.
base::result<std::string> extract(const context::summary_job& job,
                                  const extractive_options& options = {});

/// The same as a summarizer named `extractive`: answers within `start`, on the caller's thread.
/// invalid_argument (`summarizer.summary_chars`) for options outside their range.
base::result<std::unique_ptr<summarizer>> make_extractive(const extractive_options& options = {});

}  // namespace parley::models
