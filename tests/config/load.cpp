#include "parley/config/load.hpp"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#define CAF_SUITE config_load
#include "caf/test/unit_test.hpp"
#include "parley/config/options.hpp"

namespace config = parley::config;
using parley::base::errc;

namespace {

/// A file in a folder of its own that goes away with the test.
struct scratch {
  scratch() {
    auto name = (std::filesystem::temp_directory_path() / "parley-config-XXXXXX").string();
    folder = mkdtemp(name.data());
  }
  ~scratch() { std::filesystem::remove_all(folder); }

  std::string write(const std::string& text) const {
    const auto path = folder / "test.ini";
    std::ofstream(path) << text;
    return path.string();
  }

  std::filesystem::path folder;
};

std::string origin_of(const config::loaded& from, const std::string& name) {
  for (const auto& value : config::effective(from)) {
    if (value.name == name) return value.origin;
  }
  return "no such setting";
}

}  // namespace

CAF_TEST(flag_before_environment_before_file_before_default) {
  scratch files;
  const auto path = files.write("[http]\nport = 1001\n[session]\nidle_s = 11\ntail_messages=12\n");
  const config::environment variables{{"PARLEY_HTTP_PORT", "1002"},
                                      {"PARLEY_SESSION_IDLE_S", "22"}};
  const auto taken = config::take_flags({"--http.port", "1003", "--config", path});
  CAF_REQUIRE(taken);
  const auto loaded = config::load(*taken, variables);
  CAF_REQUIRE(loaded);
  CAF_CHECK_EQUAL(loaded->values.http.port, 1003);
  CAF_CHECK_EQUAL(loaded->values.session.idle_s, 22);
  CAF_CHECK_EQUAL(loaded->values.session.tail_messages, 12);
  CAF_CHECK_EQUAL(loaded->values.session.tail_bytes, 262144);
  CAF_CHECK_EQUAL(origin_of(*loaded, "http.port"), "flag");
  CAF_CHECK_EQUAL(origin_of(*loaded, "session.idle_s"), "PARLEY_SESSION_IDLE_S");
  CAF_CHECK_EQUAL(origin_of(*loaded, "session.tail_messages"), path + ":5");
  CAF_CHECK_EQUAL(origin_of(*loaded, "session.tail_bytes"), "default");
}

CAF_TEST(a_command_keeps_its_own_arguments_in_order) {
  const auto taken = config::take_flags(
      {"export", "--format", "chat", "--http.port=7", "--output=x", "-", "--limits.children", "3"});
  CAF_REQUIRE(taken);
  CAF_CHECK(taken->rest ==
            (std::vector<std::string>{"export", "--format", "chat", "--output=x", "-"}));
  CAF_REQUIRE_EQUAL(taken->values.size(), 2u);
  CAF_CHECK_EQUAL(taken->values[0].first, "http.port");
  CAF_CHECK_EQUAL(taken->values[1].second, "3");
  CAF_CHECK(!taken->file);
}

CAF_TEST(bad_flags_are_refused) {
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{"--http.prot", "1"}, {"--http.port"}, {"--config"}}) {
    CAF_CHECK(!config::take_flags(arguments));
  }
  const auto unknown = config::take_flags({"--http.prot=1"});
  CAF_REQUIRE(!unknown);
  CAF_CHECK(unknown.error().code == errc::unknown_field);
  CAF_CHECK(unknown.error().text.find("http.prot") != std::string::npos);
}

CAF_TEST(an_error_says_where_the_value_was_set) {
  scratch files;
  const auto path = files.write("[http]\n\nport = many\n");
  const struct {
    config::flags flags;
    config::environment variables;
    std::string place;
  } table[] = {
      {{{{"http.port", "many"}}, {}, {}}, {}, "flag --http.port"},
      {{}, {{"PARLEY_HTTP_PORT", "many"}}, "environment variable PARLEY_HTTP_PORT"},
      {{{}, path, {}}, {}, path + ":3"},
  };
  for (const auto& entry : table) {
    const auto loaded = config::load(entry.flags, entry.variables);
    CAF_REQUIRE(!loaded);
    CAF_CHECK_EQUAL(loaded.error().field, "http.port");
    CAF_CHECK(loaded.error().text.find(entry.place) != std::string::npos);
    CAF_CHECK(loaded.error().text.find("0 to 65535") != std::string::npos);
  }
}

CAF_TEST(unknown_names_in_the_environment) {
  CAF_CHECK(!config::load({}, {{"PARLEY_HTTP_PROT", "1"}}));
  // Not ours: test switches, and what container platforms add.
  CAF_CHECK(config::load({}, {{"PARLEY_TEST_SCALE", "1"}, {"PARLEY_SERVICE_HOST", "x"}}));
}

CAF_TEST(bad_files_name_the_line) {
  const struct {
    const char* text;
    const char* expected;
  } table[] = {
      {"[http]\nport\n", ":2:"},    {"port = 1\n", ":1:"},
      {"# a\n[http\n", ":2:"},      {"[http]\nport = 1\nport = 2\n", "first in line 2"},
      {"[http]\nprot = 1\n", ":2"}, {"[htpt]\nport = 1\n", "htpt.port"},
  };
  for (const auto& entry : table) {
    scratch files;
    const auto loaded = config::load({{}, files.write(entry.text), {}}, {});
    CAF_REQUIRE(!loaded);
    CAF_CHECK(loaded.error().text.find(entry.expected) != std::string::npos);
  }
  const auto missing = config::load({{}, "/nowhere/parley.ini", {}}, {});
  CAF_REQUIRE(!missing);
  CAF_CHECK(missing.error().text.find("/nowhere/parley.ini") != std::string::npos);
}

CAF_TEST(passwords_of_uris_are_hidden) {
  const struct {
    const char* given;
    const char* shown;
  } table[] = {
      {"sqlite:a:b@c.db", "sqlite:a:b@c.db"},
      {"postgres://mia@db:5432/talks", "postgres://mia@db:5432/talks"},
      {"postgres://mia:pw@db/talks", "postgres://mia:***@db/talks"},
      {"postgres://mia:p@:w@db:5432/talks?x=1", "postgres://mia:***@db:5432/talks?x=1"},
      {"postgres://db/talks?user=mia&password=pw&x=1", "postgres://db/talks?user=mia&password=***&x=1"},
      {"postgres:///talks?password=pw", "postgres:///talks?password=***"},
      {"postgres://mia:pw@db", "postgres://mia:***@db"},
  };
  for (const auto& entry : table) {
    CAF_CHECK_EQUAL(config::without_password(entry.given), entry.shown);
    for (const std::string name : {"store.uri", "archive.uri"}) {
      const auto taken = config::take_flags({"--" + name, entry.given});
      CAF_REQUIRE(taken);
      const auto loaded = config::load(*taken, {});
      CAF_REQUIRE(loaded);
      CAF_CHECK_EQUAL(config::value_of(loaded->values, name), entry.given);
      for (const auto& value : config::effective(*loaded))
        if (value.name == name) CAF_CHECK_EQUAL(value.value, entry.shown);
    }
  }
}

CAF_TEST(the_shipped_file_loads_and_changes_nothing) {
  const auto loaded = config::load({{}, PARLEY_SOURCE_DIR "/config/parley.ini", {}}, {});
  CAF_REQUIRE(loaded);
  const auto defaults = config::load({}, {});
  CAF_REQUIRE(defaults);
  const auto left = config::effective(*loaded);
  const auto right = config::effective(*defaults);
  CAF_REQUIRE_EQUAL(left.size(), right.size());
  for (std::size_t i = 0; i < left.size(); ++i) CAF_CHECK_EQUAL(left[i].value, right[i].value);
}
