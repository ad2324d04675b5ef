#define CAF_SUITE json_broken
#include "caf/test/unit_test.hpp"

#include <functional>
#include <set>

#include "parley/domain/json.hpp"
#include "storage/json/check/inspect.hpp"
#include "storage/json/journal.hpp"
#include "storage/json_world.hpp"

using namespace parley;
using domain::json;

namespace {

using history = std::vector<std::string>;
using files = std::map<std::string, std::string>;

const std::map<std::string, history> whole{
    {"a", {"a1", "a2", "a3"}}, {"b", {"b1", "b2"}}, {"fa", {"a1", "a2"}}, {"fe", {"e1"}},
    {"child", {"below"}},
};

/// Sessions `a` and `b`, a child of `a`, a fork of `a`, and one of `e`, which was erased.
void fill(tests::json_world& w) {
  CAF_REQUIRE(w.open());
  const auto all = [&](storage::submission s) {
    CAF_REQUIRE(w.commit(std::move(s)).kind == storage::commit::committed);
  };
  for (const char* id : {"a", "b", "e"}) all(w.creation(id));
  all(w.append("a", {"a1", "a2", "a3"}));
  all(w.append("b", {"b1", "b2"}));
  all(w.append("e", {"e1", "e2"}));
  auto child = w.creation("child");
  child.create->parent_session_id = "a";
  child.create->root_session_id = "a";
  child.create->depth = 1;
  child.children_max = 10;
  all(std::move(child));
  all(w.append("child", {"below"}));
  all(w.fork("fa", "a", 2));
  all(w.fork("fe", "e", 1));
  all(w.erasing("e"));
  storage::submission setting;
  setting.setting = storage::tenant_setting{"t", "rules", "{}"};
  all(std::move(setting));
  w.close();
}

std::string changed(const std::string& text, const std::function<void(json&)>& change) {
  auto value = json::parse(text);
  change(value);
  return value.dump(2);
}

struct injury {
  const char* what;
  std::string file;                                       ///< that is set aside
  std::function<std::string(const std::string&)> change;  ///< of its text
  std::set<std::string> gone;                             ///< sessions
  std::size_t aside = 1;                                  ///< files
};

std::string seen_by_doctor(const std::shared_ptr<tests::forgetful_disk>& disk) {
  storage::json::options options;
  options.files = disk;
  const auto seen = storage::json::inspect("", options, {});
  if (!seen) return base::to_string(seen.error());
  std::string text;
  for (const auto& f : seen->findings) text += f.check + ": " + f.where + " " + f.text + "; ";
  return text;
}

bool is_told(const std::string& seen, const storage::json::set_aside& aside) {
  return seen.find("files: " + aside.now + " was set aside earlier: " +
                   aside.why.substr(0, aside.why.find('\n'))) != std::string::npos;
}

void empty_broken(tests::forgetful_disk& disk) {
  for (const auto& [name, text] : disk.files())
    if (name.starts_with("broken/")) CAF_REQUIRE(disk.remove(name));
}

void check(const injury& each) {
  CAF_MESSAGE(each.what);
  tests::json_world w{1};
  fill(w);
  const auto before = w.disk->files();
  const auto at = before.find(each.file);
  const auto text = each.change(at == before.end() ? "" : at->second);
  w.disk->put(each.file, text);

  CAF_REQUIRE(w.open());
  const auto& broken = w.store->report().broken;
  CAF_CHECK_EQUAL(broken.size(), each.aside);
  for (const auto& b : broken) CAF_MESSAGE("  " << b.name << ": " << b.why);
  CAF_REQUIRE(!broken.empty());
  const auto set_aside = broken;
  CAF_CHECK_EQUAL(broken.front().name, each.file);
  CAF_CHECK(w.store->durability().find(each.file) != std::string::npos);
  const auto after = w.disk->files();
  const auto aside = after.find(broken.front().now);
  CAF_CHECK(aside != after.end() && aside->second == text);
  CAF_CHECK(after.contains(broken.front().now + ".reason.txt"));
  for (const auto& [id, contents] : whole)
    CAF_CHECK(w.contents(id) == (each.gone.contains(id) ? history{"no session"} : contents));

  // What is left goes on, and numbers of what is gone are not given again.
  CAF_CHECK(w.commit(w.creation("new")).kind == storage::commit::committed);
  CAF_CHECK(w.commit(w.append("new", {"n1"})).kind == storage::commit::committed);
  for (const auto& [id, contents] : whole)
    if (!each.gone.contains(id))
      CAF_CHECK(w.commit(w.append(id, {"more"})).kind == storage::commit::committed);
  CAF_REQUIRE(w.open());
  CAF_CHECK(w.store->report().broken.empty());
  CAF_CHECK(w.contents("new") == history{"n1"});
  for (auto [id, contents] : whole) {
    contents.push_back("more");
    CAF_CHECK(w.contents(id) == (each.gone.contains(id) ? history{"no session"} : contents));
  }
  w.close();
  for (const auto& b : set_aside) CAF_CHECK(is_told(seen_by_doctor(w.disk), b));
  empty_broken(*w.disk);
  // Then nothing is known of the parent of one that stayed.
  const auto lost = each.gone.contains("a")
                        ? "records: t/child its parent a is not there, and was not erased; "
                        : "";
  CAF_CHECK_EQUAL(seen_by_doctor(w.disk), lost);
}

injury of_b(const char* what, std::function<std::string(const std::string&)> change) {
  return {what, "sessions/t/b.json", std::move(change), {"b"}};
}

injury in_b(const char* what, const std::function<void(json&)>& change) {
  return of_b(what, [change](const std::string& text) { return changed(text, change); });
}

}  // namespace

CAF_TEST(files_of_sessions) {
  const injury table[] = {
      of_b("cut off", [](const std::string& text) { return text.substr(0, text.size() / 2); }),
      of_b("empty", [](const std::string&) { return ""; }),
      of_b("zeros", [](const std::string& text) { return std::string(text.size(), '\0'); }),
      of_b("no object", [](const std::string&) { return "[1, 2]"; }),
      of_b("something behind it", [](const std::string& text) { return text + "x"; }),
      of_b("a key twice", [](const std::string& text) { return "{\"key\": 9," + text.substr(1); }),
      of_b("no UTF-8",
           [](std::string text) { return text.replace(text.find("b1"), 2, "\xff\xfe"); }),
      in_b("a gap", [](json& file) { file["messages"][1]["seq"] = 3; }),
      in_b("not from the beginning", [](json& file) { file["messages"].erase(0); }),
      in_b("an id twice",
           [](json& file) {
             file["messages"][1]["message_id"] = file["messages"][0]["message_id"];
           }),
      in_b("messages are no list", [](json& file) { file["messages"] = "b1"; }),
      in_b("no record", [](json& file) { file.erase("session"); }),
      in_b("no participants", [](json& file) { file["session"]["participants"] = json::array(); }),
      in_b("the record of another", [](json& file) { file["session"]["session_id"] = "c"; }),
      in_b("of another tenant", [](json& file) { file["session"]["tenant_id"] = "u"; }),
      in_b("the log of another", [](json& file) { file["log"] = 1; }),
      in_b("the position of another",
           [](json& file) { file["messages"][0]["_parley"]["position"] = 1; }),
      in_b("shares what is nowhere",
           [](json& file) {
             file["shares"] = {{{"log", 99}, {"upto", 2}}};
             file["messages"] = json::array();
           }),
  };
  for (const auto& each : table) check(each);
}

CAF_TEST(what_others_need) {
  const auto empty = [](const std::string&) { return ""; };
  tests::json_world w{1};
  fill(w);
  std::string log;
  for (const auto& [name, text] : w.disk->files())
    if (name.starts_with("logs/")) log = name;
  CAF_REQUIRE(!log.empty());
  // The log of the erased session stays, since the fork needs it, or goes when nothing is known of
  // it.
  check({"an origin", "sessions/t/a.json", empty, {"a", "fa"}, 2});
  check({"rows of one that was erased", log, empty, {"fe"}, 2});
  check({"a tenant", "tenants/t.json", empty, {}});
  check({"the store's own file", "parley.json", empty, {}});
}

CAF_TEST(files_that_do_not_belong_there) {
  tests::json_world w{1};
  fill(w);
  const auto files = w.disk->files();
  const auto as = [](const std::string& text) {
    return [text](const std::string&) { return text; };
  };
  const auto& b = files.at("sessions/t/b.json");
  check({"a copy", "sessions/t/b2.json", as(b), {}});
  check({"a copy in another case", "sessions/t/B.json", as(b), {}});
  check({"for another tenant", "sessions/u/b.json", as(b), {}});
  check({"of one that was erased",
         "sessions/t/e.json",
         as(changed(b,
                    [](json& file) {
                      file["session"]["session_id"] = "e";
                      file["key"] = 90;
                      file["log"] = 90;
                      for (auto& m : file["messages"])
                        m["_parley"]["position"] = 900 + m["seq"].get<int>();
                    })),
         {}});
  check({"a note", "sessions/t/notes.txt", as("remember"), {}});
  check({"a file beside tenants", "tenants/T.json", as("{}"), {}});
  check({"a log that nobody has",
         "logs/77.json",
         as(R"({"format_version": 1, "log": 77, "erasures": 0})"),
         {}});
  check({"a log by no number", "logs/x.json", as("{}"), {}});
  check(
      {"a torn journal",
       "journal",
       as(storage::json::write_journal({{"sessions/t/b.json", std::string{"lost"}}}).substr(0, 90)),
       {}});
}

CAF_TEST(files_that_cannot_be_read) {
  const auto chat = R"({"conversation_id": "x", "messages": []})";
  const struct {
    const char* file;
    std::set<std::string> gone;
  } table[] = {
      {"sessions/t/b.json", {"b"}},
      {"sessions/t/dropped.jsonl", {}},
      {"sessions/t/dropped.json", {}},
  };
  for (const bool large : {true, false}) {
    for (const auto& row : table) {
      CAF_MESSAGE(row.file << (large ? " is too large" : " is closed"));
      tests::json_world w{1};
      fill(w);
      const auto files = w.disk->files();
      const auto at = files.find(row.file);
      auto text = at == files.end() ? chat : at->second;
      if (large) {
        w.disk->largest_file = 40000;
        text += std::string(40000, ' ');
      } else {
        w.disk->closed.insert(row.file);
      }
      w.disk->put(row.file, text);
      CAF_REQUIRE(w.open());
      const auto broken = w.store->report().broken;
      CAF_REQUIRE(broken.size() == 1u);
      CAF_CHECK_EQUAL(broken.front().name, row.file);
      CAF_CHECK(w.disk->files().at(broken.front().now) == text);
      for (const auto& [id, contents] : whole)
        CAF_CHECK(w.contents(id) == (row.gone.contains(id) ? history{"no session"} : contents));
    }
  }
}

CAF_TEST(a_journal_that_cannot_be_read_stops_the_opening) {
  tests::json_world w{1};
  fill(w);
  // It may be all that there is of a batch that was acknowledged.
  w.disk->put("journal", storage::json::write_journal({}));
  w.disk->closed.insert("journal");
  CAF_CHECK(!w.open());
  CAF_CHECK(w.disk->files().contains("journal"));
  w.disk->closed.clear();
  CAF_CHECK(w.open());
}

CAF_TEST(a_chat_whose_session_would_be_too_large) {
  tests::json_world w{1};
  fill(w);
  w.disk->largest_file = 30000;
  std::string chat = R"({"messages": [)";
  for (int n = 0; n < 400; ++n)
    chat += std::string{n == 0 ? "" : ","} + R"({"role": "user", "content": "q"})";
  w.disk->put("sessions/t/chat.json", chat + "]}");
  CAF_REQUIRE(chat.size() < w.disk->largest_file);
  CAF_REQUIRE(w.open());
  CAF_REQUIRE(w.store->report().broken.size() == 1u);
  CAF_CHECK(w.store->report().broken.front().why.find("bytes") != std::string::npos);
  CAF_CHECK(w.contents("chat") == history{"no session"});
  CAF_CHECK(w.commit(w.creation("chat")).kind == storage::commit::committed);
}
