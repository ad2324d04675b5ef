#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "parley/config/options.hpp"

namespace parley::config {

/// One row of the table: what is shown of a setting, and how its text reaches its member.
struct row {
  option shown;
  std::function<bool(settings&, const std::string&)> assign;  ///< false: outside the range
  std::function<std::string(const settings&)> text;
};

/// The whole table, in the order of the file.
const std::vector<row>& table();

const row* find_row(const std::string& name);

/// A number of at least `least` and at most `most`.
row number(std::string section, std::string key, std::function<std::int64_t&(settings&)> member,
           std::int64_t least, std::int64_t most, std::string unit, std::string effect);

/// A text that the rule accepts; `allowed` says what that is.
using text_rule = std::function<bool(const std::string&)>;
row text(std::string section, std::string key, std::function<std::string&(settings&)> member,
         text_rule rule, std::string allowed, std::string effect);

/// One of these words.
text_rule one_of(std::vector<std::string> words);

/// The rows of `http`, of `tokens` and `summarizer`, of `actions`, of `streams`, of `health`, and of
/// `limits`.
std::vector<row> http_rows();
std::vector<row> summary_rows();
std::vector<row> actions_rows();
std::vector<row> streams_rows();
std::vector<row> health_rows();
std::vector<row> limits_rows();
std::vector<row> tenant_rows();  ///< of `limits`, too

}  // namespace parley::config
