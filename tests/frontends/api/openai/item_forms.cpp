#include <random>

#include "conversations_world.hpp"
#include "frontends/http/api/openai/item_ids.hpp"
#include "frontends/http/api/openai/read_item.hpp"
#include "frontends/http/api/openai/show_items.hpp"
#include "parley/domain/records.hpp"
#include "storage/scale.hpp"

#define CAF_SUITE openai_item_forms

using namespace parley::tests;
using namespace parley;
namespace openai = frontends::http::api::openai;

namespace {

const base::limits usual;

/// What is kept of an item, after a way through a store's record; a message id is given to it.
std::vector<json> kept(const json& item) {
  auto message = openai::read_item(item, "item", usual);
  if (!message) {
    CAF_MESSAGE(item.dump() + ": " + message.error().text);
    CAF_CHECK(message.has_value());
    return {};
  }
  message->seq = 7;
  if (message->message_id.empty()) message->message_id = "m7-0123456789";
  const auto stored = domain::read_message(domain::write_message(*message), usual);
  CAF_REQUIRE(stored.has_value());
  return openai::items_of(*stored);
}

/// The item with what is added to it by rule.
json completed(json item) {
  item.erase("id");
  if (!item.contains("type") || item["type"].is_null()) item["type"] = "message";
  const auto type = item["type"].get<std::string>();
  if (type == "message" && item["content"].is_string()) {
    json part{{"type", "input_text"}, {"text", item["content"]}};
    if (item["role"] == "assistant") {
      part["type"] = "output_text";
      part["annotations"] = json::array();
    }
    item["content"] = json::array({part});
  }
  if (type == "message" || type == "function_call" || type == "function_call_output")
    if (!item.contains("status") || item["status"].is_null()) item["status"] = "completed";
  return item;
}

void check_identity(const json& item) {
  const auto shown = kept(item);
  CAF_REQUIRE_EQUAL(shown.size(), 1u);
  auto without_id = shown[0];
  CAF_CHECK(without_id["id"].is_string());
  without_id.erase("id");
  if (without_id != completed(item)) CAF_MESSAGE(item.dump() + " became " + without_id.dump());
  CAF_CHECK(without_id == completed(item));
  // What is shown is itself an item that is kept as it is.
  CAF_CHECK(kept(shown[0]) == shown || !openai::is_kept(shown[0]["id"].get<std::string>()));
}

json function_of(const domain::message& m) { return m.tool_calls.value().at(0).at("function"); }

json member_of(const domain::message& m, const char* name) {
  return openai::items_of(m).at(0).at(name);
}

/// Makes items of every type with members that are there, null or absent.
struct generator {
  std::mt19937_64 random;

  bool chance(unsigned percent) { return random() % 100 < percent; }
  template <std::size_t N>
  const char* one_of(const char* const (&list)[N]) {
    return list[random() % N];
  }

  std::string text() {
    static constexpr const char* samples[] = {
        "",           "plain",       "\u00e9t\u00e9", "\u4f60\u597d",
        "\U0001f642", "a\"b\\c\n\t", "\u2028\u200d",  "{}"};
    std::string all;
    for (auto left = random() % 4; left > 0; --left) all += one_of(samples);
    return all;
  }

  json value(int depth) {
    switch (random() % (depth > 0 ? 8u : 6u)) {
      case 0:
        return nullptr;
      case 1:
        return chance(50);
      case 2:
        return static_cast<std::int64_t>(random());
      case 3:
        return static_cast<double>(random() % 1000) / 8;
      case 4:
      case 5:
        return text();
      case 6: {
        json list = json::array();
        for (auto left = random() % 4; left > 0; --left) list.push_back(value(depth - 1));
        return list;
      }
      default: {
        json object = json::object();
        for (auto left = random() % 4; left > 0; --left) object["k" + text()] = value(depth - 1);
        return object;
      }
    }
  }

  json part() {
    static constexpr const char* types[] = {
        "input_text", "output_text", "input_image", "input_file", "refusal", "text", "new_part"};
    json p{{"type", one_of(types)}};
    if (chance(70)) p["text"] = chance(90) ? json(text()) : value(1);
    if (chance(20)) p["annotations"] = json::array();
    if (chance(20)) p["image_url"] = text();
    if (chance(20)) p["detail"] = value(1);
    return p;
  }

  json parts() {
    json list = json::array();
    for (auto left = random() % 4; left > 0; --left) list.push_back(part());
    return list;
  }

  json item() {
    static constexpr const char* types[] = {"message",
                                            "message",
                                            "function_call",
                                            "function_call_output",
                                            "reasoning",
                                            "computer_call",
                                            "computer_call_output",
                                            "custom_tool_call",
                                            "shell_call_output",
                                            "mcp_call",
                                            "program",
                                            "program_output",
                                            "additional_tools",
                                            "something_new",
                                            "web_search_call",
                                            "compaction"};
    static constexpr const char* roles[] = {"user", "assistant", "system", "developer"};
    const std::string type = one_of(types);
    json made = json::object();
    for (auto left = random() % 4; left > 0; --left) made["x" + text()] = value(3);
    if (chance(30)) made["status"] = one_of({"completed", "incomplete", "in_progress"});
    if (chance(10)) made["status"] = nullptr;
    if (chance(30))
      made["id"] = chance(50) ? json("abc_" + std::to_string(random() % 9)) : value(0);
    if (chance(80)) made["call_id"] = chance(90) ? json("call_" + text()) : value(0);
    if (type == "message") {
      if (chance(70)) made["type"] = type;
      made["role"] = one_of(roles);
      made["content"] = chance(40) ? json(text()) : parts();
      return made;
    }
    made["type"] = type;
    if (chance(60)) made["output"] = chance(50) ? json(text()) : value(2);
    if (chance(30)) made["role"] = one_of(roles);
    if (chance(30)) made["content"] = value(2);
    if (chance(30)) made["arguments"] = value(1);
    if (chance(30)) made["name"] = value(0);
    if (type.starts_with("function_call")) {
      made["call_id"] = "call" + std::to_string(random() % 100);
      made["name"] = "n" + text();
      made["arguments"] = text();
      made["output"] = chance(50) ? json(text()) : parts();
    }
    return made;
  }
};

}  // namespace

CAF_TEST(an_item_comes_back_as_it_was) {
  const auto seed = first_seed(20261122);
  CAF_MESSAGE("PARLEY_TEST_SEED=" + std::to_string(seed));
  generator make;
  make.random.seed(seed);
  for (int i = 0; i < scaled(4000); ++i) check_identity(make.item());
}

CAF_TEST(only_what_the_fields_do_not_say_is_kept_beside_them) {
  const auto beside = [](const json& item) {
    return !openai::read_item(item, "i", usual)->item.empty();
  };
  CAF_CHECK(!beside({{"role", "user"}, {"content", "x"}}));
  CAF_CHECK(!beside({{"role", "system"}, {"content", ""}}));
  CAF_CHECK(!beside({{"role", "assistant"}, {"content", "x"}, {"type", "message"}}));
  CAF_CHECK(
      !beside({{"type", "function_call"}, {"call_id", "c"}, {"name", "f"}, {"arguments", "{}"}}));
  CAF_CHECK(!beside({{"type", "function_call_output"}, {"call_id", "c"}, {"output", ""}}));
  CAF_CHECK(beside({{"role", "developer"}, {"content", "x"}}));
  CAF_CHECK(beside({{"role", "user"}, {"content", "x"}, {"status", "incomplete"}}));
  CAF_CHECK(!beside({{"role", "user"}, {"content", json::array()}}));
  CAF_CHECK(beside({{"type", "reasoning"}}));
}

CAF_TEST(the_fields_say_what_an_item_says) {
  const auto read = [](const json& item) { return *openai::read_item(item, "i", usual); };
  const json image{{"type", "input_image"}, {"image_url", "https://x/y.png"}};
  const auto with_image = read({{"role", "user"},
                                {"content",
                                 {{{"type", "input_text"}, {"text", "a"}},
                                  image,
                                  {{"type", "input_text"}, {"text", "b"}}}}});
  CAF_CHECK_EQUAL(with_image.content.value_or(""), "ab");
  CAF_CHECK_EQUAL(read({{"role", "developer"}, {"content", "x"}}).role, "system");
  CAF_CHECK(!read({{"role", "user"}, {"content", {image}}}).content);
  CAF_CHECK(!read({{"type", "reasoning"}, {"summary", json::array()}}).content);
  const auto custom =
      read({{"type", "custom_tool_call"}, {"call_id", "c"}, {"name", "py"}, {"input", "1+1"}});
  CAF_CHECK_EQUAL(function_of(custom), (json{{"name", "py"}, {"arguments", "1+1"}}));
  const auto shell =
      read({{"type", "shell_call"}, {"call_id", "c"}, {"action", {{"commands", {"ls"}}}}});
  CAF_CHECK_EQUAL(function_of(shell),
                  (json{{"name", "shell"}, {"arguments", R"({"action":{"commands":["ls"]}})"}}));
  const auto out = read({{"type", "custom_tool_call_output"}, {"call_id", "c"}, {"output", "2"}});
  CAF_CHECK_EQUAL(out.role, "tool");
  CAF_CHECK_EQUAL(out.tool_call_id.value_or(""), "c");
  CAF_CHECK_EQUAL(out.content.value_or(""), "2");
}

CAF_TEST(messages_of_other_origin_are_told_by_their_fields) {
  domain::message m;
  m.message_id = "m3-0123456789";
  m.role = "agent_writer";
  m.content = "done";
  m.item = domain::to_text({{"role", "human"}, {"content", "done"}, {"score", 1}});
  const auto shown = openai::items_of(m);
  CAF_REQUIRE_EQUAL(shown.size(), 1u);
  CAF_CHECK_EQUAL(shown[0]["id"], "msg_3-0123456789");
  CAF_CHECK_EQUAL(shown[0]["role"], "assistant");
  CAF_CHECK_EQUAL(shown[0]["content"][0]["type"], "output_text");
  m.status = domain::message_status::cancelled;
  CAF_CHECK_EQUAL(member_of(m, "status"), "incomplete");
  m.content.reset();
  CAF_CHECK_EQUAL(member_of(m, "content"), json::array());
  m.role = "user";
  CAF_CHECK_EQUAL(member_of(m, "role"), "user");
  m.status = domain::message_status::erased;
  CAF_CHECK(openai::items_of(m).empty());
}

CAF_TEST(ids_go_both_ways) {
  const auto names = [](const char* id) { return openai::message_ids_of(id); };
  CAF_CHECK_EQUAL(openai::item_id("m12-0123456789", "fc", 0), "fc_12-0123456789");
  CAF_CHECK_EQUAL(openai::item_id("m12-0123456789", "fc", 2), "fc_12-0123456789-2");
  CAF_CHECK_EQUAL(openai::item_id("mine", "fc", 0), "mine");
  CAF_CHECK_EQUAL(openai::item_id("mine", "fc", 2), "mine-2");
  CAF_CHECK(names("fc_12-0123456789") == texts{"m12-0123456789"});
  CAF_CHECK(names("fc_12-0123456789-2") == texts{"m12-0123456789"});
  CAF_CHECK(names("mine-2") == (texts{"mine-2", "mine"}));
  CAF_CHECK(names("rs_1") == texts{"rs_1"});
  CAF_CHECK(names("12").empty());
  CAF_CHECK(names("").empty());
  CAF_CHECK(names("a/b").empty());
  for (const auto* id : {"msg_abc", "fc_A1_2", "x_1"}) CAF_CHECK(openai::is_kept(id));
  for (const auto* id :
       {"", "_", "msg_", "msg", "__fake_id__", "msg_1-0123456789", "M_1", "a_\u00e9"})
    CAF_CHECK(!openai::is_kept(id));
  CAF_CHECK(!openai::is_kept("a_" + std::string(255, 'x')));
}
