#define CAF_SUITE actions_envelope
#define FAIL CAF_FAIL
#include "frontends/actions/envelope.hpp"

#include <caf/test/unit_test.hpp>

#include "frontends/actions/ending.hpp"
#include "frontends/actions/keys.hpp"
#include "frontends/actions/parameters.hpp"
#include "frontends/actions/remedy.hpp"

using namespace parley;
using namespace parley::frontends::actions;
using base::errc;
using domain::json;

namespace {

json whole() {
  return {{"action_id", "a-1"},
          {"action_type", "conversation.save_message"},
          {"tenant_id", "acme"},
          {"session_id", "s"},
          {"correlation_id", "c-1"},
          {"callback_queue_name", "replies"},
          {"data", {{"role", "user"}, {"content", "hi"}}},
          {"timestamp", "2026-01-02T03:04:05Z"},
          {"trace", {{"traceparent", "00-1-2-01"}}},
          {"priority", "high"}};
}

envelope_reading read(const json& value) { return read_envelope(value.dump(), base::limits{}); }

}  // namespace

CAF_TEST(a_whole_envelope) {
  const auto found = read(whole());
  CAF_REQUIRE(found.said.has_value());
  CAF_CHECK_EQUAL(found.said->action_id, "a-1");
  CAF_CHECK_EQUAL(found.said->tenant_id, "acme");
  CAF_CHECK_EQUAL(found.said->session_id.value_or(""), "s");
  CAF_CHECK_EQUAL(found.said->data.dump(), R"({"content":"hi","role":"user"})");
  CAF_CHECK_EQUAL(found.to.callback_queue.value_or(""), "replies");
  CAF_CHECK_EQUAL(found.to.correlation_id.value_or(""), "c-1");
}

CAF_TEST(what_may_be_absent_or_null) {
  for (const auto* name : {"session_id", "correlation_id", "callback_queue_name", "data",
                           "timestamp", "trace", "priority"}) {
    auto value = whole();
    value[name] = nullptr;
    CAF_CHECK(read(value).said.has_value());
    value.erase(name);
    CAF_CHECK(read(value).said.has_value());
  }
}

CAF_TEST(the_session_may_be_named_in_the_data_or_beside_it) {
  auto value = whole();
  value["data"]["session_id"] = "s";
  auto both = read(value);
  CAF_REQUIRE(both.said.has_value());
  CAF_CHECK(!both.said->data.contains("session_id"));
  value.erase("session_id");
  CAF_CHECK_EQUAL(read(value).said->session_id.value_or(""), "s");
  value["session_id"] = "other";
  CAF_CHECK_EQUAL(read(value).said.error().field, "session_id");
}

CAF_TEST(what_is_refused_and_what_for) {
  const struct {
    const char* name;
    json value;  ///< discarded: the member is taken out
    errc code;
    const char* field;
  } table[] = {
      {"action_id", json(json::value_t::discarded), errc::invalid_argument, "action_id"},
      {"action_id", "", errc::invalid_argument, "action_id"},
      {"action_id", "with blank", errc::invalid_argument, "action_id"},
      {"action_id", std::string(257, 'x'), errc::invalid_argument, "action_id"},
      {"action_id", 7, errc::invalid_argument, "action_id"},
      {"action_type", json(json::value_t::discarded), errc::invalid_argument, "action_type"},
      {"action_type", json::array(), errc::invalid_argument, "action_type"},
      {"tenant_id", json(json::value_t::discarded), errc::invalid_argument, "tenant_id"},
      {"tenant_id", "a/b", errc::invalid_argument, "tenant_id"},
      {"session_id", "", errc::invalid_argument, "session_id"},
      {"session_id", std::string(129, 'x'), errc::invalid_argument, "session_id"},
      {"correlation_id", std::string(257, 'x'), errc::invalid_argument, "correlation_id"},
      {"callback_queue_name", "", errc::invalid_argument, "callback_queue_name"},
      {"callback_queue_name", "parley:actions:high", errc::invalid_argument, "callback_queue_name"},
      {"callback_queue_name", std::string(513, 'x'), errc::invalid_argument, "callback_queue_name"},
      {"data", "text", errc::invalid_argument, "data"},
      {"data", json{{"session_id", 5}}, errc::invalid_argument, "session_id"},
      {"timestamp", "yesterday", errc::invalid_argument, "timestamp"},
      {"trace", 5, errc::invalid_argument, "trace"},
      {"trace", std::string(5000, 'x'), errc::invalid_argument, "trace"},
      {"priority", "urgent", errc::invalid_argument, "priority"},
      {"callback", "replies", errc::unknown_field, "callback"},
  };
  for (const auto& entry : table) {
    CAF_MESSAGE(entry.name << " " << entry.value.dump());
    auto value = whole();
    value.erase(entry.name);
    if (!entry.value.is_discarded()) value[entry.name] = entry.value;
    const auto found = read(value);
    CAF_REQUIRE(!found.said.has_value());
    CAF_CHECK(found.said.error().code == entry.code);
    CAF_CHECK_EQUAL(found.said.error().field, entry.field);
    const bool broken_address = std::string(entry.name) == "callback_queue_name";
    CAF_CHECK_EQUAL(found.to.callback_queue.has_value(), !broken_address);
  }
}

CAF_TEST(texts_that_are_no_envelope) {
  base::limits limits;
  limits.body_bytes = 1024;
  const struct {
    std::string text;
    errc code;
  } table[] = {
      {"", errc::invalid_argument},
      {"{", errc::invalid_argument},
      {"[]", errc::invalid_argument},
      {"\"text\"", errc::invalid_argument},
      {R"({"action_id":"a","action_id":"b"})", errc::invalid_argument},
      {"{\"action_id\":\"\xff\"}", errc::invalid_argument},
      {"{} {}", errc::invalid_argument},
      {std::string(1025, ' '), errc::too_large},
  };
  for (const auto& entry : table) {
    const auto found = read_envelope(entry.text, limits);
    CAF_REQUIRE(!found.said.has_value());
    CAF_CHECK(found.said.error().code == entry.code);
    CAF_CHECK(!found.said.error().field.empty());
    CAF_CHECK(!found.to.callback_queue.has_value());
  }
}

CAF_TEST(callback_queues_are_not_our_own_keys) {
  for (const auto* legal : {"replies", "svc:a:replies", "parley", "parley:replies:1", "\xc3\xbc"})
    CAF_CHECK(check_callback_queue(legal).has_value());
  for (const auto* bad : {"", "parley:", "parley:actions:dead", "parley:x", "a\nb"})
    CAF_CHECK(!check_callback_queue(bad).has_value());
}

CAF_TEST(callback_queues_are_not_keys_of_a_store) {
  const struct {
    std::string prefix;
    std::string name;
    bool legal;
  } table[] = {
      {"talks:", "talks:s:1", false},
      {"talks:", "talks", true},
      {"parley:", "parley:replies:1", true},
      {"parley:", "parley:s:1", false},
      {"p", "parley:replies:1", true},
      {"p", "public", false},
      {"parley:replies:x:", "parley:replies:x:1", false},
      {"parley:replies:x:", "parley:replies:1", true},
  };
  for (const auto& entry : table) {
    CAF_MESSAGE(entry.prefix << " " << entry.name);
    const std::vector<std::string> prefixes{"elsewhere:", entry.prefix};
    CAF_CHECK_EQUAL(check_callback_queue(entry.name, prefixes).has_value(), entry.legal);
  }
}

CAF_TEST(what_is_done_when_redis_refuses_an_ending) {
  const struct {
    const char* error;
    bool answers;
    remedy wanted;
  } table[] = {
      {"NOPERM No permissions to access a key", true, remedy::silence},
      {"NOPERM No permissions to access a key", false, remedy::put_off},
      {"WRONGTYPE Operation against a key", true, remedy::put_off},
      {"WRONGTYPE Operation against a key", false, remedy::put_off},
      {"ERR something else", true, remedy::put_off},
      {"OOM command not allowed", true, remedy::wait},
      {"READONLY You can't write", false, remedy::wait},
      {"LOADING", true, remedy::wait},
  };
  for (const auto& entry : table) {
    CAF_MESSAGE(entry.error);
    CAF_CHECK(remedy_for(redis::failure::of(entry.error), entry.answers) == entry.wanted);
  }
}

CAF_TEST(an_ending_without_its_reply_is_a_dead_letter) {
  const base::result<json> good{json{{"seq", 1}}};
  const reply_address to{"other:q", "a-1", {}, {}};
  const auto silent = without_reply(end_of({{1, "1-1", 1}, to, good}, base::timestamp{}));
  CAF_CHECK(silent.reply.empty());
  CAF_CHECK(silent.callback_queue.empty());
  CAF_CHECK(silent.succeeded);
  CAF_CHECK_EQUAL(silent.place.id, "1-1");
  CAF_CHECK(silent.dead_reason.find("callback_queue_name") != std::string::npos);
  // Why it was poison says more.
  const base::result<json> bad{base::fail(errc::internal, "", "never ended")};
  const auto poison = without_reply(end_of({{1, "1-1", 9}, to, bad, true}, base::timestamp{}));
  CAF_CHECK_EQUAL(poison.dead_reason, "internal: never ended");
}

CAF_TEST(data_as_parameters) {
  const json data{{"limit", 5}, {"user", "ann"}, {"cursor", nullptr}, {"metadata.tags", {1, 2}}};
  const auto found = read_parameters(data, {"limit", "user", "cursor", "metadata.*"});
  CAF_REQUIRE(found.has_value());
  CAF_CHECK(*found == (frontends::gateway::parameter_list{
                          {"limit", "5"}, {"metadata.tags", "[1,2]"}, {"user", "ann"}}));
  const auto unknown = read_parameters(data, {"limit"});
  CAF_CHECK(unknown.error().code == errc::unknown_field);
  const auto fraction = read_parameters({{"limit", 1.5}}, {"limit"});
  CAF_CHECK_EQUAL(fraction.error().field, "limit");
  CAF_CHECK(!read_parameters({{"metadata.", 1}}, {"metadata.*"}).has_value());
}

CAF_TEST(who_is_told_and_what_is_set_aside) {
  const base::result<json> good{json{{"seq", 1}}};
  const base::result<json> bad{base::fail(errc::not_found, "session_id", "no such session")};
  const struct {
    bool callback;
    bool ok;
    bool poison;
    bool replies;
    bool letter;
  } table[] = {
      {true, true, false, true, false},  {false, true, false, false, false},
      {true, false, false, true, false}, {false, false, false, false, true},
      {true, false, true, true, true},   {false, false, true, false, true},
  };
  for (const auto& entry : table) {
    reply_address to{{}, "a-1", "c-1", "conversation.create"};
    if (entry.callback) to.callback_queue = "replies";
    const auto end =
        end_of({{0, "1-1", 1}, to, entry.ok ? good : bad, entry.poison}, base::timestamp{});
    CAF_CHECK_EQUAL(!end.reply.empty(), entry.replies);
    CAF_CHECK_EQUAL(!end.dead_reason.empty(), entry.letter);
    if (!entry.replies) continue;
    const auto reply = json::parse(end.reply);
    CAF_CHECK_EQUAL(reply["ok"].get<bool>(), entry.ok);
    CAF_CHECK_EQUAL(reply["correlation_id"].get<std::string>(), "c-1");
    CAF_CHECK_EQUAL(reply.contains("result"), entry.ok);
    if (!entry.ok) CAF_CHECK_EQUAL(reply["error"]["code"].get<std::string>(), "not_found");
  }
}
