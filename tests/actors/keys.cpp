#define CAF_SUITE keys
#include "actors/keys.hpp"

#include "actors/world.hpp"

// Who makes, shows and revokes API keys.

using namespace parley;
using namespace parley::protocol;
using base::errc;
using domain::access_role;
using testing::commit_fault;
using tests::code_of;

namespace {

struct keyed : tests::world {
  keys_actor keys;
  std::shared_ptr<domain::shared_key_ring> ring = std::make_shared<domain::shared_key_ring>();

  keyed() { open(); }
  ~keyed() { close(); }

  void open() {
    const auto access = store->open_reader().value();
    auto known = actors::read_all_keys(access.catalog->settings(actors::keys_setting).value());
    CAF_REQUIRE(known.has_value());
    ring->publish(actors::ring_of(*known));
    keys = sys.spawn(actors::keys, actors::environment_ptr{env},
                     actors::keys_peers{writer, slow}, std::move(*known), ring);
    step();
  }

  void close() {
    if (keys) self->send_exit(keys, caf::exit_reason::kill);
    keys = nullptr;
    step();
  }

  void restart() {
    close();
    end();
    start();
    ring = std::make_shared<domain::shared_key_ring>();
    open();
  }

  caller of(const std::string& tenant) const {
    auto asker = who();
    asker.tenant = tenant;
    return asker;
  }

  base::result<domain::made_key> mint(const std::string& tenant, domain::key_request wanted = {}) {
    return take(begin_at<domain::made_key>(keys, mint_atom_v, of(tenant), std::move(wanted)));
  }
  base::result<domain::api_key> revoke(const std::string& tenant, const std::string& id) {
    return take(begin_at<domain::api_key>(keys, revoke_atom_v, of(tenant), id));
  }
  std::vector<domain::api_key> list(const std::string& tenant) {
    return take(begin_at<key_list>(keys, keys_atom_v, of(tenant))).value().items;
  }
  std::optional<domain::key_holder> find(const std::string& token) {
    return ring->read()->find(token, clock.now());
  }
};

}  // namespace

CAF_TEST_FIXTURE_SCOPE(keys_tests, keyed)

CAF_TEST(a key is in force when it is answered and after a restart) {
  CAF_CHECK(ring->read()->empty());
  const auto made = mint("acme", {access_role::writer, "bot", {}});
  CAF_REQUIRE(made.has_value());
  const auto holder = find(made->token);
  CAF_REQUIRE(holder.has_value());
  CAF_CHECK(*holder == (domain::key_holder{"acme", access_role::writer, made->key.key_id}));
  CAF_CHECK(list("acme") == std::vector{made->key});
  CAF_CHECK(list("globex").empty());
  restart();
  CAF_CHECK(find(made->token) == holder);
  CAF_CHECK(list("acme") == std::vector{made->key});
}

CAF_TEST(what is stored does not have the token) {
  const auto made = mint("acme").value();
  const auto stored =
      store->open_reader().value().catalog->setting("acme", actors::keys_setting).value()->value;
  const auto secret = std::string(domain::parse_token(made.token)->secret);
  CAF_CHECK(stored.find(made.key.key_id) != std::string::npos);
  CAF_CHECK(stored.find(secret) == std::string::npos);
}

CAF_TEST(a revoked key lets nobody in and the tenant keeps asking for one) {
  const auto made = mint("acme").value();
  clock.advance(std::chrono::seconds{5});
  const auto revoked = revoke("acme", made.key.key_id);
  CAF_REQUIRE(revoked.has_value());
  CAF_CHECK(revoked->revoked_at == clock.now());
  CAF_CHECK(!find(made.token));
  CAF_CHECK(!ring->read()->empty());
  clock.advance(std::chrono::seconds{5});
  CAF_CHECK(revoke("acme", made.key.key_id).value() == *revoked);
  restart();
  CAF_CHECK(!find(made.token));
  CAF_CHECK(!ring->read()->empty());
}

CAF_TEST(a key of another tenant is none) {
  const auto made = mint("acme").value();
  CAF_CHECK(code_of(revoke("globex", made.key.key_id)) == errc::not_found);
  CAF_CHECK(find(made.token).has_value());
}

CAF_TEST(a key is over at its time) {
  domain::key_request wanted;
  wanted.expires_at = clock.now() + std::chrono::hours{1};
  const auto made = mint("acme", wanted).value();
  CAF_CHECK(find(made.token).has_value());
  clock.advance(std::chrono::hours{1});
  CAF_CHECK(!find(made.token));
}

CAF_TEST(a store that is away makes no key) {
  script->push(commit_fault::reject);
  CAF_CHECK(code_of(mint("acme")) == errc::unavailable);
  CAF_CHECK(ring->read()->empty());
  CAF_CHECK(list("acme").empty());
}

CAF_TEST(what may be stored is read again) {
  const auto made = mint("acme").value();
  for (const auto fault : {commit_fault::lost, commit_fault::written}) {
    script->push(fault);
    CAF_CHECK(code_of(revoke("acme", made.key.key_id)) == errc::unknown_outcome);
    const bool written = fault == commit_fault::written;
    CAF_CHECK_EQUAL(list("acme").front().revoked_at.has_value(), written);
    CAF_CHECK_EQUAL(find(made.token).has_value(), !written);

  }
}

CAF_TEST(requests at once are done one after the other) {
  std::vector<answer<domain::made_key>> asked;
  for (int i = 0; i < 20; ++i)
    asked.push_back(begin_at<domain::made_key>(keys, mint_atom_v, of("acme"),
                                               domain::key_request{access_role::reader, "", {}}));
  step();
  for (const auto& one : asked) CAF_CHECK(find(take(one).value().token).has_value());
  CAF_CHECK_EQUAL(list("acme").size(), 20u);
}

CAF_TEST(there is room for so many that hold) {
  const auto first = mint("acme").value();
  for (std::size_t i = 1; i < actors::keys_max; ++i) CAF_REQUIRE(mint("acme").has_value());
  CAF_CHECK(code_of(mint("acme")) == errc::too_large);
  CAF_CHECK(mint("globex").has_value());
  CAF_CHECK(revoke("acme", first.key.key_id).has_value());
  const auto another = mint("acme");
  CAF_REQUIRE(another.has_value());
  CAF_CHECK(find(another->token).has_value());
  CAF_CHECK_EQUAL(list("acme").size(), actors::keys_max);
  CAF_CHECK(list("acme").front().key_id != first.key.key_id);
}

CAF_TEST_FIXTURE_SCOPE_END()
