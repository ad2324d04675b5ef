#include "testing/conformance/fork_bench.hpp"

#include <utility>

namespace parley::testing::conformance {

storage::submission forking(bench& b, const std::string& id, const std::string& origin,
                            std::int64_t at_seq) {
  auto s = b.creation("t", id);
  s.create->forked_from = domain::fork_origin{origin, at_seq};
  s.fork = storage::fork_point{origin, at_seq};
  return s;
}

owned forked(bench& b, const std::string& id, const owned& origin, std::int64_t at_seq) {
  auto s = forking(b, id, origin.ref.id, at_seq);
  const auto record = *s.create;
  const auto o = b.commit(std::move(s));
  b.committed(o, "a fork of " + origin.ref.id);
  b.equal(o.head.last_seq, at_seq, "its head");
  return {{"t", id}, o.key, o.log, o.head.last_seq, record};
}

std::vector<domain::message> slice(const std::vector<domain::message>& all, std::int64_t from,
                                   std::int64_t to) {
  std::vector<domain::message> some;
  for (const auto& m : all)
    if (m.seq >= from && m.seq <= to) some.push_back(m);
  return some;
}

std::vector<std::string> contents(const std::vector<domain::message>& all, std::int64_t from,
                                  std::int64_t to) {
  std::vector<std::string> some;
  for (const auto& m : slice(all, from, to)) some.push_back(m.content.value_or("(null)"));
  return some;
}

}  // namespace parley::testing::conformance
