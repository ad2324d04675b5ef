#define CAF_SUITE api_key
#include "parley/domain/api_key.hpp"

#include <set>

#include "caf/test/unit_test.hpp"
#include "parley/base/constant_time.hpp"
#include "parley/domain/key_ring.hpp"
#include "parley/testing/seeded_entropy.hpp"

using namespace parley;
using namespace parley::domain;
using base::errc;

namespace {

const base::timestamp noon = base::parse_time("2026-01-02T12:00:00Z").value();
constexpr std::chrono::hours hour{1};

made_key key_of(access_role role, std::optional<base::timestamp> end = {}) {
  return make_key({role, "a name", end}, noon, base::system_entropy());
}

}  // namespace

CAF_TEST(roles include those below them) {
  const access_role all[] = {access_role::reader, access_role::writer, access_role::admin};
  for (const auto has : all) {
    CAF_CHECK(parse_access_role(to_string(has)) == has);
    for (const auto needed : all) CAF_CHECK_EQUAL(includes(has, needed), has >= needed);
  }
  for (const auto* wrong : {"", "Reader", "root", "reader "}) CAF_CHECK(!parse_access_role(wrong));
}

CAF_TEST(a request is read strictly) {
  const auto code = [](const char* text) {
    const auto r = decode_key_request(json::parse(text), noon);
    return r ? std::string("ok") : r.error().field;
  };
  CAF_CHECK_EQUAL(code(R"({"role": "writer"})"), "ok");
  CAF_CHECK_EQUAL(code(R"({"role": "admin", "name": "ops", "expires_at": "2026-01-02T12:00:01Z"})"),
                  "ok");
  CAF_CHECK_EQUAL(code(R"({})"), "role");
  CAF_CHECK_EQUAL(code(R"({"role": "owner"})"), "role");
  CAF_CHECK_EQUAL(code(R"({"role": "reader", "name": ""})"), "name");
  CAF_CHECK_EQUAL(code(R"({"role": "reader", "tenant": "acme"})"), "tenant");
  CAF_CHECK_EQUAL(code(R"({"role": "reader", "expires_at": "2026-01-02T12:00:00Z"})"), "expires_at");
  CAF_CHECK_EQUAL(code(R"({"role": "reader", "expires_at": "soon"})"), "expires_at");
}

CAF_TEST(a token is found by its key only) {
  const auto made = key_of(access_role::writer);
  key_ring ring;
  CAF_CHECK(ring.empty());
  CAF_CHECK(!ring.find(made.token, noon));
  ring.replace("acme", {made.key});
  CAF_CHECK(!ring.empty());
  const auto holder = ring.find(made.token, noon);
  CAF_REQUIRE(holder.has_value());
  CAF_CHECK(*holder == (key_holder{"acme", access_role::writer, made.key.key_id}));
  for (std::size_t i = 0; i < made.token.size(); ++i) {
    auto wrong = made.token;
    wrong[i] = wrong[i] == 'x' ? 'y' : 'x';
    CAF_CHECK(!ring.find(wrong, noon));
  }
  for (const auto& wrong : {made.token + "x", made.token.substr(1), std::string(),
                            std::string(200, '_'), "parley_" + made.key.key_id + "_"})
    CAF_CHECK(!ring.find(wrong, noon));
  ring.replace("acme", {});
  CAF_CHECK(!ring.find(made.token, noon));
}

CAF_TEST(keys hold until they are revoked or over) {
  auto made = key_of(access_role::reader, noon + hour);
  key_ring ring;
  ring.replace("acme", {made.key});
  CAF_CHECK(ring.find(made.token, noon + hour - std::chrono::microseconds{1}).has_value());
  CAF_CHECK(!ring.find(made.token, noon + hour));
  CAF_CHECK(ring.holds(made.key.key_id, noon));
  CAF_CHECK(!ring.holds(made.key.key_id, noon + hour));
  CAF_CHECK(!ring.holds("another", noon));
  made.key.revoked_at = noon;
  ring.replace("acme", {made.key});
  CAF_CHECK(!ring.find(made.token, noon));
  CAF_CHECK(!ring.empty());
}

CAF_TEST(what is shown and what is stored) {
  auto made = key_of(access_role::admin, noon + hour);
  made.key.revoked_at = noon;
  const auto shown = encode(made.key).dump();
  CAF_CHECK(shown.find(made.key.salt) == std::string::npos);
  CAF_CHECK(shown.find(made.key.digest) == std::string::npos);
  const std::vector<api_key> keys{made.key, key_of(access_role::reader).key};
  const auto stored = write_keys(keys);
  CAF_CHECK(stored.find(std::string(parse_token(made.token)->secret)) == std::string::npos);
  CAF_CHECK(read_keys(stored).value() == keys);
  CAF_CHECK(read_keys("").value().empty());
  for (const auto* wrong : {"[]", "{}", "{\"keys\": [{}]}", "{\"keys\": {}}", "null", "{"})
    CAF_CHECK(!read_keys(wrong).has_value());
}

CAF_TEST(tokens are not alike) {
  testing::seeded_entropy chance{7};
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) {
    const auto made = make_key({}, noon, chance);
    CAF_CHECK(seen.insert(made.key.key_id).second);
    CAF_CHECK(seen.insert(std::string(parse_token(made.token)->secret)).second);
    CAF_CHECK(seen.insert(made.key.salt).second);
  }
}

CAF_TEST(secrets are compared whole) {
  CAF_CHECK(base::equal_in_constant_time("", ""));
  CAF_CHECK(base::equal_in_constant_time("abc", "abc"));
  CAF_CHECK(!base::equal_in_constant_time("abc", "abd"));
  CAF_CHECK(!base::equal_in_constant_time("abc", "ab"));
}
