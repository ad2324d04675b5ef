#pragma once

#include <functional>
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

/// Statements that add a job of kind purge for each row of `rows`, "FROM ...", in which that alias
/// has a tenant, a session_id and a log.
using add_jobs = std::function<std::string(const std::string& rows, const std::string& alias)>;
/// Logs on their way between two stores. `log_of_job`: the log that the payload of `job` names.
std::vector<rule> moving_rules(const std::string& log_of_job, const add_jobs& add_purges);
/// An expression: whether the log of that column is staged, so that no session has it yet.
std::string is_staged(const std::string& log);

}  // namespace parley::storage::check
