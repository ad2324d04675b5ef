#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace parley::storage::check {

/// Something that must hold, as SQL. `violations` gives two columns, where and what; `remedy`, one
/// or more statements, puts right all that it finds, or is empty: then nothing can.
struct rule {
  std::string violations;
  std::string remedy{};
};

/// An expression: the session that has the log of that column as its own, as people name it.
std::string log_name(const std::string& column);

// Rules in the SQL that all drivers of tables have in common; the rest is with each driver.

std::vector<rule> segment_rules();    ///< what forks share is there
std::vector<rule> dense_seq_rules();  ///< seqs of a log have no gaps
std::vector<rule> tally_rules();      ///< counts of turns by seq
/// The order of last activity. `greatest`: the function that gives the greatest of its arguments.
std::vector<rule> activity_rules(std::string_view greatest);

}  // namespace parley::storage::check
