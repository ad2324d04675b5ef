#define CAF_SUITE actions_tenants
#include <set>

#include "frontends/actions/actions_world.hpp"
#include "frontends/actions/types.hpp"

// No action of one tenant gets at what another has, by its ids or its cursors: generated from the
// table of types. (Who writes into the queue names the tenant; see the README.)

using namespace parley;
using namespace parley::tests;

namespace {

/// What only acme knows, in everything that it has.
constexpr const char* secret = "walnut";

/// What acme was given by its reads, to be tried by another.
struct given {
  json history_cursor;
  json list_cursor;
};

struct attempt {
  std::string type;
  json data;
};

/// For each type of action, what somebody of another tenant would try with acme's ids and cursors.
std::vector<attempt> attempts(const given& of) {
  const json in_s1 = json::object({{"session_id", "s1"}});
  const auto in_s1_with = [&](const json& more) {
    auto data = in_s1;
    data.update(more);
    return data;
  };
  const json said = json::object({{"role", "user"}, {"content", "x"}, {"message_id", "m1"}});
  auto made = said;
  made.update(json::object({{"session_id", "s2"}, {"create_if_missing", true}}));
  std::vector<attempt> all;
  const auto add = [&](const char* type, json data) { all.push_back({type, std::move(data)}); };
  add("conversation.create", json::object({{"parent_session_id", "s1"}}));
  add("conversation.create", json::object({{"session_id", "old"}}));
  add("conversation.save_message", in_s1_with(said));
  add("conversation.save_message", made);
  add("conversation.get_context", in_s1);
  add("conversation.get_history", in_s1);
  add("conversation.get_history", in_s1_with({{"cursor", of.history_cursor}}));
  add("conversation.get_history", in_s1_with({{"after_seq", 0}}));
  add("conversation.get_full", in_s1);
  add("conversation.list", json::object());
  add("conversation.list", json::object({{"cursor", of.list_cursor}, {"limit", 1}}));
  add("conversation.list", json::object({{"user", "ann"}}));
  add("conversation.list", json::object({{"root", "s1"}}));
  add("conversation.search", json::object({{"q", secret}}));
  add("conversation.search", json::object({{"q", secret}, {"session_id", "s1"}}));
  add("conversation.update_status", in_s1_with({{"status", "closed"}}));
  add("conversation.session_closed", in_s1);
  add("conversation.stats", json::object());
  add("migration.migrate_conversation_explicitly", in_s1);
  // Of the node, whoever asks: numbers only.
  add("migration.start_migration_loop", json::object());
  add("migration.stop_migration_loop", json::object());
  add("migration.get_migration_stats", json::object());
  return all;
}

}  // namespace

CAF_TEST(every_action_with_the_ids_and_cursors_of_another_tenant) {
  if (!has_redis()) return;
  actions_world w;
  w.settings.archive.uri = "sqlite:" + w.files.path("old.db");
  w.settings.migration.interval_s = 0;
  w.start();
  action_client acme{w.redis.uri()};
  // The same prefix: its actions have the ids that acme's have.
  action_client stranger{w.redis.uri(), "t", "zebra"};

  for (const auto* id : {"s1", "s2", "old"})
    CAF_REQUIRE(acme.call("conversation.create", {{"session_id", id},
                                                  {"user_id", "ann"},
                                                  {"metadata", {{"note", secret}}},
                                                  {"system_prompt", secret}})["ok"] == true);
  for (int i = 1; i <= 3; ++i)
    CAF_REQUIRE(acme.call("conversation.save_message", {{"session_id", "s1"},
                                                        {"role", "user"},
                                                        {"message_id", "m" + std::to_string(i)},
                                                        {"content", secret}})["ok"] == true);
  CAF_REQUIRE(acme.call("conversation.session_closed", {{"session_id", "old"}})["ok"] == true);
  given of;
  of.history_cursor = acme.call("conversation.get_history",
                                {{"session_id", "s1"}, {"limit", 1}})["result"]["next"];
  of.list_cursor = acme.call("conversation.list", {{"limit", 1}})["result"]["next"];
  CAF_REQUIRE(of.history_cursor.is_string());
  CAF_REQUIRE(of.list_cursor.is_string());
  const auto full = [&] {
    return acme.call("conversation.get_full", {{"session_id", "s1"}})["result"];
  };
  const auto before = full();

  std::set<std::string> tried;
  for (const auto& [type, data] : attempts(of)) {
    CAF_MESSAGE(type + " " + data.dump());
    const auto reply = stranger.call(type, data);
    CAF_REQUIRE(reply.is_object());
    CAF_CHECK(reply.dump().find(secret) == std::string::npos);
    // `s1` is not there for it, but as something to look for.
    const bool looks = type == "conversation.search" || type == "conversation.list";
    const bool is_there = reply["ok"].get<bool>() && !looks;
    CAF_CHECK(!is_there || data.value("session_id", "") != "s1");
    CAF_CHECK(!is_there || !data.contains("parent_session_id"));
    if (looks && reply["ok"] == true)
      for (const auto& item : reply["result"]["items"])
        CAF_CHECK(item["session_id"] == "s2" || item["session_id"] == "old");
    tried.insert(type);
  }
  for (const auto& type : frontends::actions::action_types())
    CAF_CHECK(tried.contains(std::string(type.name)));
  // What it made of names that acme has, too, is its own.
  CAF_CHECK_EQUAL(stranger.call("conversation.get_full",
                                {{"session_id", "s2"}})["result"]["messages"].size(), 1u);
  CAF_CHECK(full() == before);
  CAF_CHECK_EQUAL(acme.call("conversation.list", json::object())["result"]["items"].size(), 3u);
}
