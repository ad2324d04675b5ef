#pragma once

#include <string>
#include <vector>

#include "harness/rest.hpp"
#include "harness/running_server.hpp"

namespace parley::e2e {

/// A hot store and its archive, by their URIs.
struct two_stores {
  std::string hot;
  std::string archive;

  /// Options of a command that opens both.
  std::vector<std::string> options() const { return {"--store", hot, "--archive", archive}; }
};

/// A server over both whose loop runs only when somebody starts it.
running_server serve(const two_stores& stores);

/// `parley` + words, with both stores, in a process of its own.
finished run_over(const two_stores& stores, std::vector<std::string> words);

// What follows checks with CAF's test framework.

/// A session of `count` questions and answers; each has the word `word` and one of its own.
void talk(rest& api, const std::string& session, const std::string& user, const std::string& word,
          int count);

/// Every id of a list in its order, page by page of three.
std::vector<std::string> ids(rest& api, const std::string& query = "");

/// Distinct messages that have the word, page by page of seven; asked again until there are
/// `expected`, since the index follows.
std::size_t hits(running_server& server, rest& api, const std::string& word, std::size_t expected);

/// Starts the server's loop, waits until so many sessions went into the archive since the process
/// began, and stops it.
void move_until(running_server& server, rest& api, std::int64_t moved);

/// Deletes and asks again until nothing is stored any more; the receipt.
json purged(running_server& server, rest& api, const std::string& path);

/// That `parley doctor` finds nothing, in either.
void check_both(const two_stores& stores);

}  // namespace parley::e2e
