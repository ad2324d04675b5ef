#define CAF_SUITE jobs
#include "caf/test/unit_test.hpp"

#include "parley/domain/report.hpp"
#include "parley/domain/retry.hpp"
#include "parley/domain/tree.hpp"

using namespace parley;
using base::errc;
using domain::retry_verdict;

CAF_TEST(a_report_names_its_child) {
  domain::message m;
  m.seq = 7;
  m.message_id = "r1";
  m.role = "agent_writer";
  m.content = "done";
  m.metadata = domain::to_text({{"task", 1}});
  m.received_at = base::from_micros(5);
  m.body_digest = domain::body_digest(m);
  const auto r = domain::report_of(m, "child", "parent");
  CAF_CHECK_EQUAL(r.parent, "parent");
  CAF_CHECK_EQUAL(r.entry.message_id, "child:r1");
  CAF_CHECK_EQUAL(r.entry.role, m.role);
  CAF_CHECK(r.entry.metadata.value() == (domain::json{{"task", 1}, {"child_session_id", "child"}}));
  CAF_CHECK(r.entry.body_digest != m.body_digest);
  const auto back = domain::read_report(domain::write_report(r), {});
  CAF_CHECK(back && *back == r);
  CAF_CHECK(!domain::read_report("{}", {}));
  CAF_CHECK(!domain::read_report("x", {}));
}

CAF_TEST(long_ids_stay_within_the_limit_and_apart) {
  domain::message m;
  m.message_id = std::string(256, 'a');
  const std::string child(128, 'c');
  const auto one = domain::report_of(m, child, "p").entry.message_id;
  CAF_CHECK(one.size() <= 256u);
  CAF_CHECK_EQUAL(domain::report_of(m, child, "p").entry.message_id, one);
  m.message_id.back() = 'b';
  CAF_CHECK(domain::report_of(m, child, "p").entry.message_id != one);
}

CAF_TEST(cascades_come_back) {
  for (const auto operation : {domain::tree_operation::close, domain::tree_operation::archive,
                               domain::tree_operation::erase}) {
    const domain::cascade c{operation, "a \"reason\""};
    const auto back = domain::read_cascade(domain::write_cascade(c));
    CAF_CHECK(back && *back == c);
    CAF_CHECK(domain::parse_tree_operation(to_string(operation)) == operation);
  }
  for (const auto* text : {"", "[]", "{}", R"({"operation":"dance"})"})
    CAF_CHECK(!domain::read_cascade(text));
}

CAF_TEST(what_an_operation_has_to_do) {
  using domain::session_status;
  using domain::tree_operation;
  const auto of = [](session_status status, bool was_closed = false) {
    domain::session s;
    s.status = status;
    if (was_closed) s.closed_at = base::from_micros(1);
    return s;
  };
  CAF_CHECK(is_due(tree_operation::close, of(session_status::active)));
  CAF_CHECK(!is_due(tree_operation::close, of(session_status::closed, true)));
  CAF_CHECK(!is_due(tree_operation::close, of(session_status::archived, true)));
  // A message would make it active again.
  CAF_CHECK(is_due(tree_operation::close, of(session_status::archived)));
  CAF_CHECK(is_due(tree_operation::archive, of(session_status::closed, true)));
  CAF_CHECK(!is_due(tree_operation::archive, of(session_status::archived)));
  CAF_CHECK(is_due(tree_operation::erase, of(session_status::archived)));
}

CAF_TEST(delays_double_up_to_a_minute) {
  std::int64_t last = 0;
  for (std::int64_t attempts = 1; attempts < 40; ++attempts) {
    const auto longest = domain::retry_delay(attempts, 0).count();
    const auto full = std::min<std::int64_t>(60'000, attempts > 20 ? 60'000 : 100LL << (attempts - 1));
    CAF_CHECK_EQUAL(longest, full);
    CAF_CHECK(longest >= last);
    last = longest;
    for (std::uint64_t random = 1; random < 1'000'000'007; random = random * 31 + 7) {
      const auto delay = domain::retry_delay(attempts, random).count();
      CAF_CHECK(delay <= full && delay >= full / 2);
    }
  }
}

CAF_TEST(what_is_tried_again) {
  for (const auto code : {errc::unavailable, errc::overloaded, errc::timeout, errc::unknown_outcome})
    CAF_CHECK(domain::judge({code, "", ""}, 1000) == retry_verdict::later);
  for (const auto code : {errc::erased, errc::not_found, errc::conflict})
    CAF_CHECK(domain::judge({code, "", ""}, 1) == retry_verdict::give_up);
  CAF_CHECK(domain::judge({errc::internal, "", ""}, 4) == retry_verdict::later);
  CAF_CHECK(domain::judge({errc::internal, "", ""}, 5) == retry_verdict::give_up);
}
