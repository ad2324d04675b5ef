#include "storage/check/rules.hpp"

namespace parley::storage::check {

std::string log_name(const std::string& column) {
  return "coalesce((SELECT tenant || '/' || session_id FROM session WHERE log = " + column +
         " LIMIT 1), 'log ' || " + column + ")";
}

}  // namespace parley::storage::check
