#define CAF_SUITE json_folder
#include "caf/test/unit_test.hpp"

#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include "parley/domain/json.hpp"
#include "parley/storage/maintenance.hpp"
#include "parley/testing/samples.hpp"
#include "parley/testing/seeded_entropy.hpp"
#include "storage/json/journal.hpp"
#include "storage/json/names.hpp"
#include "storage/json/store.hpp"
#include "storage/scratch.hpp"

using namespace parley;
namespace fs = std::filesystem;
using domain::json;
using storage::json::from_file_name;
using storage::json::to_file_name;

namespace {

/// Of a file that is gone when it is looked at.
const char* vanished = nullptr;

const std::string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:~-";

std::string read(const std::string& path) {
  std::ifstream in{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

void write(const std::string& path, const std::string& text) {
  fs::create_directories(fs::path{path}.parent_path());
  std::ofstream{path, std::ios::binary} << text;
}

/// A store in a folder of the machine.
struct folder_world {
  explicit folder_world(const std::string& path) : root(path) {}

  base::result<void> open() {
    close();
    auto opened = storage::json::folder_store::open(root, {});
    if (!opened) return base::fail(opened.error());
    store = *std::move(opened);
    reader = *store->open_reader();
    writer = *store->open_writer();
    return {};
  }
  void close() {
    reader = {};
    writer.reset();
    store.reset();
  }
  storage::outcome create(const storage::session_ref& ref, const std::string& content) {
    storage::submission s;
    s.session = ref;
    s.epoch = writer->epoch();
    s.create = testing::sample_session(ref.tenant, ref.id, base::system_clock());
    s.parts.push_back({{testing::sample_message(content, base::system_clock(), random)}, {}, {}});
    return writer->commit({&s, 1}).at(0);
  }
  std::vector<std::string> contents(const storage::session_ref& ref) {
    const auto found = reader.log->load(ref);
    if (!found || !*found) return {"no session"};
    const auto page = reader.log->page((*found)->log, {0, {}, 1 << 30, 1 << 30, 1 << 30});
    std::vector<std::string> all;
    for (const auto& m : *page) all.push_back(m.content.value_or("(null)"));
    return all;
  }

  std::string root;
  testing::seeded_entropy random{3};
  std::unique_ptr<storage::json::folder_store> store;
  std::unique_ptr<storage::log_writer> writer;
  storage::read_access reader;
};

using history = std::vector<std::string>;

std::size_t files_in(const std::string& path) {
  if (!fs::exists(path)) return 0;
  return static_cast<std::size_t>(
      std::count_if(fs::recursive_directory_iterator{path}, {},
                    [](const auto& entry) { return !entry.is_directory(); }));
}

}  // namespace

/// In place of the C library's: the moment between reading a name and looking at its file.
extern "C" int fstatat(int folder, const char* name, struct stat* facts, int flags) noexcept {
  if (vanished && std::strcmp(name, vanished) == 0) {
    errno = ENOENT;
    return -1;
  }
  return static_cast<int>(::syscall(SYS_newfstatat, folder, name, facts, flags));
}

CAF_TEST(names_of_files) {
  const struct {
    std::string id;
    std::string name;
  } table[] = {
      {"trip", "trip"},         {"trip-2_b", "trip-2_b"},
      {"v1.2", "v1.2"},         {"Trip", "%54rip"},
      {"a:b~c", "a%3ab%7ec"},   {".", "%2e"},
      {"..", "%2e%2e"},         {".a.", "%2ea%2e"},
      {"con", "%63on"},         {"con.x", "%63on.x"},
      {"com1", "%63om1"},       {"lpt9.log", "%6cpt9.log"},
      {"comm", "comm"},         {"console", "console"},
      {"a/../b", "a%2f..%2fb"}, {"", "%"},
  };
  for (const auto& row : table) {
    CAF_CHECK_EQUAL(to_file_name(row.id), row.name);
    CAF_CHECK(from_file_name(row.name) == row.id);
  }
  for (const char* no : {"Trip", "a%2Fb", "%61", "a%", "a%4", ".", "..", "", "con", "%~", "%~1",
                         "a/b", "%2e.", "x."})
    CAF_CHECK(!from_file_name(no));
}

CAF_TEST(every_id_has_a_name_of_its_own_whatever_the_case) {
  testing::seeded_entropy random{1};
  std::set<std::string> names;
  std::set<std::string> ids;
  for (int n = 0; n < 20000; ++n) {
    std::string id;
    const auto length = 1 + random.below(n % 3 == 0 ? 3 : 128);
    while (id.size() < length) id += alphabet[random.below(alphabet.size())];
    if (!ids.insert(id).second) continue;
    auto name = to_file_name(id);
    CAF_REQUIRE(name.size() <= 220);
    CAF_REQUIRE(from_file_name(name) == id);
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    CAF_REQUIRE(names.insert(name).second);
  }
  for (const char c : {'A', ':', '.', '~', 'a'}) {
    const std::string id(128, c);
    CAF_CHECK(from_file_name(to_file_name(id)) == id);
    CAF_CHECK(to_file_name(id).size() <= 220);
  }
}

CAF_TEST(hostile_ids_stay_in_the_folder) {
  const tests::scratch scratch;
  folder_world w{scratch.path("store")};
  CAF_REQUIRE(w.open());
  std::vector<storage::session_ref> refs;
  for (const auto& tenant : {std::string{".."}, std::string{"T"}, std::string{"t"},
                             std::string{"con"}, std::string(128, ':')})
    for (const auto& id :
         {std::string{".."}, std::string{"."}, std::string{"Trip"}, std::string{"trip"},
          std::string{"aux"}, std::string{"-rf"}, std::string{"~"}, std::string{"a.json"},
          std::string{"a.part"}, std::string(128, 'A'), std::string(128, '.')})
      refs.push_back({tenant, id});
  for (const auto& ref : refs)
    CAF_CHECK(w.create(ref, ref.tenant + "/" + ref.id).kind == storage::commit::committed);
  CAF_REQUIRE(w.open());
  CAF_CHECK(w.store->report().broken.empty());
  for (const auto& ref : refs) CAF_CHECK(w.contents(ref) == history{ref.tenant + "/" + ref.id});
  w.close();
  CAF_CHECK_EQUAL(std::distance(fs::directory_iterator{scratch.path("")}, {}), 1);
  CAF_CHECK_EQUAL(files_in(scratch.path("store/sessions")), refs.size());
}

CAF_TEST(links_lead_nowhere) {
  const tests::scratch scratch;
  write(scratch.path("outside/secret.json"), "{\"messages\": []}");
  write(scratch.path("outside/t/x.json"), "{\"messages\": []}");
  folder_world w{scratch.path("store")};
  CAF_REQUIRE(w.open());
  CAF_CHECK(w.create({"t", "a"}, "one").kind == storage::commit::committed);
  w.close();
  const auto root = scratch.path("store/");
  fs::create_symlink(scratch.path("outside/secret.json"), root + "sessions/t/link.json");
  fs::create_directory_symlink(scratch.path("outside/t"), root + "sessions/u");
  CAF_REQUIRE(w.open());
  CAF_CHECK_EQUAL(w.store->report().broken.size(), 2u);
  CAF_CHECK(fs::is_symlink(root + "broken/sessions/t/link.json"));
  CAF_CHECK(fs::is_symlink(root + "broken/sessions/u"));
  // A tenant's folder is made anew, not followed.
  CAF_CHECK(w.create({"u", "b"}, "two").kind == storage::commit::committed);
  w.close();
  CAF_CHECK_EQUAL(files_in(scratch.path("outside")), 2u);
  CAF_CHECK_EQUAL(read(scratch.path("outside/secret.json")), "{\"messages\": []}");
  CAF_REQUIRE(w.open());
  CAF_CHECK(w.contents({"t", "a"}) == history{"one"});
  CAF_CHECK(w.contents({"u", "b"}) == history{"two"});
}

CAF_TEST(a_link_in_the_way_of_a_write_is_not_followed) {
  const tests::scratch scratch;
  write(scratch.path("outside/victim"), "mine");
  folder_world w{scratch.path("store")};
  CAF_REQUIRE(w.open());
  for (const char* name : {"journal.part", "parley.json.part"})
    fs::create_symlink(scratch.path("outside/victim"), scratch.path("store/") + name);
  const auto o = w.create({"t", "a"}, "one");
  CAF_CHECK(o.kind == storage::commit::rejected);
  CAF_CHECK(o.error.code == base::errc::unavailable);
  w.close();
  CAF_CHECK_EQUAL(read(scratch.path("outside/victim")), "mine");
  CAF_REQUIRE(w.open());
  CAF_CHECK(w.create({"t", "a"}, "one").kind == storage::commit::committed);
  CAF_CHECK_EQUAL(read(scratch.path("outside/victim")), "mine");
}

CAF_TEST(a_journal_writes_no_other_files) {
  for (const char* name : {"../evil", "/tmp/evil", "sessions/../../evil", "sessions/t/../evil",
                           "evil", "lock", "broken/evil", "sessions/T/x.json"}) {
    const tests::scratch scratch;
    write(scratch.path("store/journal"),
          storage::json::write_journal({{name, std::string{"evil"}}}));
    folder_world w{scratch.path("store")};
    CAF_REQUIRE(w.open());
    CAF_CHECK_EQUAL(w.store->report().broken.size(), 1u);
    w.close();
    CAF_CHECK(!fs::exists(scratch.path("evil")));
    CAF_CHECK(!fs::exists(scratch.path("store/evil")));
  }
}

CAF_TEST(a_folder_has_one_owner) {
  const tests::scratch scratch;
  const auto uri = "json:" + scratch.path("store");
  storage::open_options options;
  options.owner_note = "the first";
  const auto first = storage::open_store(uri, options);
  CAF_REQUIRE(first.has_value());
  const auto child = ::fork();
  if (child == 0) {
    const auto second = storage::open_store(uri, {});
    const bool told = !second && second.error().code == base::errc::unavailable &&
                      second.error().text.find("(the first)") != std::string::npos &&
                      second.error().text.find("--server") != std::string::npos;
    ::_exit(told ? 0 : 1);
  }
  int status = -1;
  ::waitpid(child, &status, 0);
  CAF_CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

CAF_TEST(folders_that_are_none_of_a_store) {
  const tests::scratch scratch;
  write(scratch.path("home/letter.txt"), "dear");
  const auto home = storage::open_store("json:" + scratch.path("home"), {});
  CAF_CHECK(!home && home.error().code == base::errc::invalid_argument);
  CAF_CHECK(!home && home.error().field == "store.uri");
  write(scratch.path("new/parley.json"), R"({"format_version": 2})");
  const auto newer = storage::open_store("json:" + scratch.path("new"), {});
  CAF_CHECK(!newer && newer.error().code == base::errc::invalid_argument);
  CAF_CHECK_EQUAL(read(scratch.path("new/parley.json")), R"({"format_version": 2})");
  write(scratch.path("newer/sessions/t/a.json"), R"({"format_version": 7})");
  const auto file = storage::open_store("json:" + scratch.path("newer"), {});
  CAF_CHECK(!file && file.error().text.find("sessions/t/a.json") != std::string::npos);
  const auto deep = storage::open_store("json:" + scratch.path("a/b"), {});
  CAF_CHECK(!deep && deep.error().code == base::errc::unavailable);
  const auto none = storage::inspect_store("json:" + scratch.path("none"), {}, {});
  CAF_CHECK(!none && none.error().code == base::errc::not_found);
  CAF_CHECK(!fs::exists(scratch.path("none")));
  const auto copy = storage::backup_store("json:" + scratch.path("new"), scratch.path("copy"));
  CAF_CHECK(!copy && copy.error().code == base::errc::not_implemented);
  CAF_CHECK(!copy && copy.error().text.find("cp -r") != std::string::npos);
}

CAF_TEST(older_files_become_sessions_once) {
  const tests::scratch scratch;
  const auto at = scratch.path("store/sessions/t/");
  write(at + "talk.json", R"({"messages": [
    {"role": "user", "content": "hello"}, {"role": "assistant", "content": "hi"}]})");
  write(at + "Named.json", R"({"session_id": "Named", "topic": "x", "messages": [
    {"role": "user", "content": "named"}]})");
  write(at + "old.json", R"({"session_id": "old", "created_at": "2024-01-02T03:04:05",
    "last_active": "2024-01-02T04:00:00", "message_count": 1, "metadata": {"k": 1},
    "history": [{"role": "user", "content": "q", "timestamp": "2024-01-02T03:05:00"},
                {"role": "assistant", "content": "a", "timestamp": "2024-01-02T03:06:00"}]})");
  write(at + "many.jsonl",
        R"({"conversation_id": "m1", "messages": [{"role": "user", "content": "1"}]})"
        "\n\n"
        R"({"conversation_id": "m2", "messages": []})"
        "\n");
  write(at + "other.json", R"({"session_id": "another", "messages": []})");
  write(at + "wrong.json", R"({"messages": [{"role": "nobody", "content": 7}]})");
  write(at + "half.jsonl", R"({"conversation_id": "h1", "messages": []})"
                           "\n{\n");
  folder_world w{scratch.path("store")};
  CAF_REQUIRE(w.open());
  CAF_CHECK_EQUAL(w.store->report().older.size(), 4u);
  CAF_CHECK_EQUAL(w.store->report().broken.size(), 3u);
  const auto check = [&] {
    CAF_CHECK((w.contents({"t", "talk"}) == history{"hello", "hi"}));
    CAF_CHECK(w.contents({"t", "Named"}) == history{"named"});
    CAF_CHECK((w.contents({"t", "old"}) == history{"q", "a"}));
    CAF_CHECK(w.contents({"t", "m1"}) == history{"1"});
    CAF_CHECK(w.contents({"t", "m2"}).empty());
    CAF_CHECK(w.contents({"t", "h1"}) == history{"no session"});
    const auto named = w.reader.log->load({"t", "Named"});
    CAF_CHECK((*named)->record.metadata == json({{"import", {{"topic", "x"}}}}));
    const auto old = w.reader.log->load({"t", "old"});
    CAF_CHECK_EQUAL((*old)->record.turn_count, 1);
    CAF_CHECK_EQUAL((*old)->record.metadata.at("k"), json(1));
    const auto counts = w.reader.catalog->counts("t");
    CAF_CHECK_EQUAL(counts->sessions, 5);
    CAF_CHECK_EQUAL(counts->messages, 6);
  };
  check();
  CAF_REQUIRE(w.open());
  CAF_CHECK(w.store->report().older.empty());
  CAF_CHECK(w.store->report().broken.empty());
  check();
  w.close();
  CAF_CHECK(!fs::exists(at + "Named.json"));
  CAF_CHECK(!fs::exists(at + "many.jsonl"));
  auto seen = storage::inspect_store("json:" + w.root, {}, {});
  CAF_CHECK(seen && seen->findings_left == 3 && seen->findings.at(0).check == "files");
  fs::remove_all(w.root + "/broken");
  seen = storage::inspect_store("json:" + w.root, {}, {});
  CAF_CHECK(seen && seen->clean());
  CAF_CHECK(seen && seen->sessions == 5 && seen->messages == 6);
}

CAF_TEST(children_of_older_files_are_in_the_tree_at_once) {
  const tests::scratch scratch;
  folder_world w{scratch.path("store")};
  CAF_REQUIRE(w.open());
  w.close();
  const auto at = scratch.path("store/sessions/t/");
  const auto old = [](const std::string& id, const std::string& more) {
    return R"({"session_id": ")" + id + R"(", "created_at": "2024-01-02T03:04:05",
      "last_active": "2024-01-02T04:00:00", "message_count": 0, "history": [])" +
           more + "}";
  };
  write(at + "parent.json", old("parent", ""));
  write(at + "child.json", old("child", R"(, "parent_session_id": "parent",
      "root_session_id": "parent", "depth": 1)"));
  CAF_REQUIRE(w.open());
  CAF_REQUIRE(w.store->report().older.size() == 2u);
  const auto parent = w.reader.log->load({"t", "parent"});
  CAF_REQUIRE(parent && *parent);
  storage::submission erasing;
  erasing.session = {"t", "parent"};
  erasing.epoch = w.writer->epoch();
  erasing.key = (*parent)->key;
  erasing.log = (*parent)->log;
  erasing.guard = storage::subtree_guard::none_left;
  erasing.erase = storage::erase_order{"receipt", ""};
  const auto o = w.writer->commit({&erasing, 1}).at(0);
  CAF_CHECK(o.kind == storage::commit::rejected);
  CAF_CHECK_EQUAL(o.error.field, "children");
}

CAF_TEST(a_broken_line_is_told_by_its_number) {
  const tests::scratch scratch;
  const auto at = scratch.path("store/sessions/t/");
  const std::string good = R"({"conversation_id": "m1", "messages": []})";
  write(at + "a.jsonl", good + "\n\n\n{\n");
  write(at + "b.jsonl", "\n" + good + "\n[]\n");
  folder_world w{scratch.path("store")};
  CAF_REQUIRE(w.open());
  const auto& broken = w.store->report().broken;
  CAF_REQUIRE(broken.size() == 2u);
  CAF_CHECK(broken[0].why.find("line 4") != std::string::npos);
  CAF_CHECK(broken[1].why.find("line 3") != std::string::npos);
}

CAF_TEST(files_that_are_too_large_are_set_aside_unread) {
  const tests::scratch scratch;
  const auto at = scratch.path("store/sessions/t/");
  constexpr std::uintmax_t too_many = (std::uintmax_t{1} << 30) + 1;
  for (const char* name : {"a.json", "b.jsonl"}) {
    write(at + name, "{");
    fs::resize_file(at + name, too_many);
  }
  folder_world w{scratch.path("store")};
  CAF_REQUIRE(w.open());
  CAF_CHECK_EQUAL(w.store->report().broken.size(), 2u);
  CAF_CHECK(fs::file_size(scratch.path("store/broken/sessions/t/a.json")) == too_many);
  CAF_CHECK(w.create({"t", "a"}, "one").kind == storage::commit::committed);
}

CAF_TEST(what_vanishes_while_a_folder_is_listed_is_not_there) {
  const tests::scratch scratch;
  write(scratch.path("only"), "");
  const auto disk = storage::json::posix_disk(scratch.path(""));
  vanished = "only";
  const auto found = disk->list("");
  vanished = nullptr;
  CAF_CHECK(found && found->empty());
}

CAF_TEST(a_file_that_somebody_edited_is_what_it_says) {
  const tests::scratch scratch;
  folder_world w{scratch.path("store")};
  CAF_REQUIRE(w.open());
  w.create({"t", "a"}, "one");
  w.close();
  const auto path = scratch.path("store/sessions/t/a.json");
  auto file = json::parse(read(path));
  CAF_CHECK_EQUAL(file.at("messages").at(0).at("content"), json("one"));
  auto second = file.at("messages").at(0);
  second["seq"] = 2;
  second["message_id"] = "mine";
  second["content"] = "two";
  second["_parley"]["position"] = 77;
  file["messages"].push_back(second);
  write(path, file.dump());
  auto seen = storage::inspect_store("json:" + w.root, {}, {});
  CAF_CHECK(seen && seen->findings_left == 1 && seen->findings.at(0).check == "counts");
  seen = storage::inspect_store("json:" + w.root, {}, {true, false});
  CAF_CHECK(seen && seen->findings_total == 1 && seen->findings_left == 0);
  seen = storage::inspect_store("json:" + w.root, {}, {});
  CAF_CHECK(seen && seen->clean());
  CAF_REQUIRE(w.open());
  CAF_CHECK((w.contents({"t", "a"}) == history{"one", "two"}));
}
