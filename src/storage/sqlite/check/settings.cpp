#include "storage/sqlite/check/checks.hpp"

namespace parley::storage::sqlite {

void check_settings(examination& e) {
  check_rule(e, {"SELECT tenant, 'its ' || name || ' is no JSON' FROM setting "
                 "WHERE NOT json_valid(value)"});
}

}  // namespace parley::storage::sqlite
