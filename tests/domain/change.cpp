#define CAF_SUITE change

#include "parley/domain/change.hpp"

#include "caf/test/unit_test.hpp"
#include "domain/expect.hpp"
#include "parley/domain/creation.hpp"

using namespace parley;
using namespace parley::domain;
using expect::outcome;

namespace {

const base::limits limits;
const auto created_at = base::from_micros(1000000);
const auto later = base::from_micros(2000000);

session fresh() {
  session_request request;
  request.user_id = "ann";
  request.metadata = {{"a", 1}, {"nested", {{"x", 1}, {"y", 2}}}};
  return *create_session(request, "t", "s", std::nullopt, created_at, limits);
}

session changed(const session& from, const record_change& change) {
  auto to = apply(change, from, later, limits);
  CAF_REQUIRE(to.has_value());
  return *std::move(to);
}

session_patch patch_of(const char* text) {
  return *decode_session_patch(expect::parsed(text), limits);
}

}  // namespace

CAF_TEST(closing and reopening) {
  const auto s = fresh();
  const auto closed = changed(s, close_change{"done"});
  CAF_CHECK(closed.status == session_status::closed);
  CAF_CHECK(closed.closed_at == later);
  CAF_CHECK_EQUAL(closed.revision, 2);
  CAF_CHECK(closed.touched_at == created_at);  // closing is no activity
  CAF_CHECK(changed(closed, close_change{"again"}) == closed);

  const auto open = changed(closed, reopen_change{});
  CAF_CHECK(open.status == session_status::active);
  CAF_CHECK(!open.closed_at);
  CAF_CHECK(open.touched_at == later);
  CAF_CHECK_EQUAL(open.revision, 3);
  CAF_CHECK(changed(open, reopen_change{}) == open);
}

CAF_TEST(archived sessions) {
  auto s = fresh();
  s.status = session_status::archived;
  CAF_CHECK(changed(s, close_change{}).status == session_status::closed);
  s.closed_at = created_at;
  CAF_CHECK(changed(s, close_change{}) == s);
  CAF_CHECK(changed(s, reopen_change{}).status == session_status::active);
}

CAF_TEST(patches) {
  const auto s = fresh();
  const struct {
    const char* patch;
    const char* user;  // null: none
    const char* metadata;
    std::int64_t revision;
  } table[] = {
      {"{}", "ann", R"({"a":1,"nested":{"x":1,"y":2}})", 1},
      {R"({"user_id":"ann"})", "ann", R"({"a":1,"nested":{"x":1,"y":2}})", 1},
      {R"({"user_id":"bob"})", "bob", R"({"a":1,"nested":{"x":1,"y":2}})", 2},
      {R"({"user_id":null})", nullptr, R"({"a":1,"nested":{"x":1,"y":2}})", 2},
      {R"({"metadata":{"a":1}})", "ann", R"({"a":1,"nested":{"x":1,"y":2}})", 1},
      {R"({"metadata":{"b":2}})", "ann", R"({"a":1,"b":2,"nested":{"x":1,"y":2}})", 2},
      {R"({"metadata":{"a":null}})", "ann", R"({"nested":{"x":1,"y":2}})", 2},
      {R"({"metadata":{"none":null}})", "ann", R"({"a":1,"nested":{"x":1,"y":2}})", 1},
      {R"({"metadata":{"nested":{"x":null}}})", "ann", R"({"a":1,"nested":{"y":2}})", 2},
      {R"({"metadata":{"nested":[1]}})", "ann", R"({"a":1,"nested":[1]})", 2},
      {R"({"metadata":{"b":{"c":null,"d":1}}})", "ann",
       R"({"a":1,"b":{"d":1},"nested":{"x":1,"y":2}})", 2},
      {R"({"metadata":null})", "ann", "{}", 2},
      {R"({"metadata":{}})", "ann", R"({"a":1,"nested":{"x":1,"y":2}})", 1},
  };
  for (const auto& row : table) {
    CAF_MESSAGE(row.patch);
    const auto to = changed(s, patch_change{patch_of(row.patch)});
    CAF_CHECK_EQUAL(to.user_id.value_or("-"), row.user ? row.user : "-");
    CAF_CHECK_EQUAL(to.metadata.dump(), row.metadata);
    CAF_CHECK_EQUAL(to.revision, row.revision);
    CAF_CHECK(to.touched_at == created_at);
  }
  const auto prompted = changed(s, patch_change{patch_of(R"({"system_prompt":"x"})")});
  CAF_CHECK(prompted.system_prompt == "x");
  CAF_CHECK(!changed(prompted, patch_change{patch_of(R"({"system_prompt":null})")}).system_prompt);
}

CAF_TEST(metadata key by key) {
  const auto s = fresh();
  CAF_CHECK(changed(s, set_metadata_change{"a", 1}) == s);
  const auto set = changed(s, set_metadata_change{"b", nullptr});
  CAF_CHECK(set.metadata.at("b").is_null());
  CAF_CHECK_EQUAL(set.revision, 2);
  const auto removed = changed(set, remove_metadata_change{"b"});
  CAF_CHECK_EQUAL(removed.metadata.dump(), s.metadata.dump());
  CAF_CHECK_EQUAL(removed.revision, 3);
  CAF_CHECK_EQUAL(outcome(apply(remove_metadata_change{"none"}, s, later, limits)),
                  "not_found key");
  CAF_CHECK_EQUAL(outcome(apply(set_metadata_change{"_parley", 1}, s, later, limits)),
                  "invalid_argument key");
  CAF_CHECK_EQUAL(outcome(apply(set_metadata_change{"", 1}, s, later, limits)),
                  "invalid_argument key");
}

CAF_TEST(the metadata as a whole has a limit) {
  const auto s = fresh();
  base::limits small;
  small.metadata_bytes = 60;
  const std::string text(40, 'x');
  CAF_CHECK_EQUAL(outcome(apply(set_metadata_change{"b", text}, s, later, small)),
                  "too_large metadata");
  session_patch patch;
  patch.metadata = json{{"b", text}};
  CAF_CHECK_EQUAL(outcome(apply(patch_change{patch}, s, later, small)), "too_large metadata");
}
