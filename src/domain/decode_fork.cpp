#include "domain/parts.hpp"

namespace parley::domain {

base::result<fork_request> decode_fork(const json& value, const base::limits& limits) {
  object_reader in{value, "", limits, unknown_fields::refuse};
  fork_request out;
  const auto at_seq = in.integer("at_seq", 0);
  if (!at_seq) in.refuse(broken("at_seq", "a whole number from 0: the last seq that is shared"));
  out.at_seq = at_seq.value_or(0);
  out.session_id = in.optional_text("session_id", id_rule);
  if (auto done = in.end(); !done) return base::fail(std::move(done.error()));
  return out;
}

}  // namespace parley::domain
