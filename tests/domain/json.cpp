#define CAF_SUITE json

#include "parley/domain/json.hpp"

#include "caf/test/unit_test.hpp"
#include "domain/expect.hpp"
#include "parley/base/utf8.hpp"

using namespace parley;
using namespace std::string_literals;
using domain::json;
using domain::parse_json;

namespace {

std::string nested(std::size_t depth, const std::string& open, const std::string& close) {
  std::string text;
  for (std::size_t i = 0; i < depth; ++i) text += open;
  text += "1";
  for (std::size_t i = 0; i < depth; ++i) text += close;
  return text;
}

}  // namespace

CAF_TEST(legal texts) {
  const struct {
    std::string text;
    json value;
  } table[] = {
      {"null", nullptr},
      {" true ", true},
      {"-9223372036854775808", std::numeric_limits<std::int64_t>::min()},
      {"18446744073709551615", std::numeric_limits<std::uint64_t>::max()},
      {"1.5e3", 1500.0},
      {"\"\"", ""},
      {R"("\u00e9\n\ud83d\ude42")", "é\n🙂"},
      {R"("\u0000")", "\0"s},
      {"[]", json::array()},
      {"{}", json::object()},
      {R"([1,[2,{"a":[]}],{}])",
       json::array({1, json::array({2, {{"a", json::array()}}}), json::object()})},
      {R"({"b":{"a":1},"a":{"a":2}})", {{"a", {{"a", 2}}}, {"b", {{"a", 1}}}}},
      {R"({"":0})", {{"", 0}}},
  };
  for (const auto& row : table) {
    const auto value = parse_json(row.text);
    if (!value) CAF_ERROR("refused " << row.text << ": " << to_string(value.error()));
    if (value) CAF_CHECK_EQUAL(value->dump(), row.value.dump());
  }
}

CAF_TEST(illegal texts say where) {
  const struct {
    std::string text;
    std::string words;  // that the error must hold
  } table[] = {
      {"", "byte 1:"},
      {"   ", "byte 4:"},
      {"{", "byte 2:"},
      {"[1,]", "byte 4:"},
      {"{\"a\":1,}", "byte 8:"},
      {"{\"a\" 1}", "byte 6:"},
      {"{a:1}", "byte 2:"},
      {"'a'", "byte 1:"},
      {"[1] 2", "byte 5:"},
      {"{}{}", "byte 3:"},
      {"nul", "byte 4:"},
      {"NaN", "byte 1:"},
      {"01", "byte 2:"},
      {"1.", "byte 3:"},
      {"+1", "byte 1:"},
      {"// x\n1", "byte 1:"},
      {"\"a", "byte 3:"},
      {"\"a\nb\"", "byte 3:"},
      {"\"\xff\"", "byte 2:"},
      {"\"\xc0\x80\"", "byte 2:"},
      {"\"\xed\xa0\x80\"", "byte 3:"},
      {"\"\xf0\x9f\x99\"", "byte 5:"},
      {"\xff", "byte 1:"},
      {R"("\ud83d")", "byte 8:"},
      {R"("\ude42")", "byte 7:"},
      {R"("\ud83dx")", "byte 8:"},
      {R"("\ud83d\u0041")", "byte 13:"},
      {R"("\u12")", "byte 6:"},
      {R"("\x41")", "byte 3:"},
      {"18446744073709551616", "64 bits"},
      {"-9223372036854775809", "64 bits"},
      {"1e400", "byte 5:"},
      {"[1]\0"s, "byte 4:"},
      {"[1]\0[2]"s, "byte 4:"},
      {"[\"\0\"]"s, "byte 3:"},
      {"\"a] b - c; last read \xff\"", "byte 22: invalid string: ill-formed UTF-8 byte."},
  };
  for (const auto& row : table) {
    const auto value = parse_json(row.text);
    if (value) CAF_ERROR("accepted " << row.text);
    if (value) continue;
    const auto& error = value.error();
    CAF_CHECK(error.code == base::errc::invalid_argument && error.field.empty());
    if (error.text.find(row.words) == std::string::npos)
      CAF_ERROR(row.text << " says: " << error.text << " without " << row.words);
    CAF_CHECK(base::is_utf8(error.text));
  }
}

CAF_TEST(duplicate names at any depth) {
  const struct {
    std::string text;
    std::string field;
    std::string words;
  } table[] = {
      {R"({"a":1,"a":1})", "a", "byte 10:"},
      {R"({"a":1,"b":{"c":[{"d":1,"d":2}]}})", "d", "byte 27:"},
      {R"({"a":1,"\u0061":1})", "a", "byte 15:"},
      {R"({"":1,"":2})", "", "twice"},
  };
  for (const auto& row : table) {
    const auto value = parse_json(row.text);
    CAF_REQUIRE(!value);
    CAF_CHECK_EQUAL(value.error().field, row.field);
    CAF_CHECK(value.error().text.find(row.words) != std::string::npos);
  }
  CAF_CHECK(parse_json(R"([{"a":1},{"a":1}])"));
}

CAF_TEST(an error never quotes without bound) {
  const std::string name(100000, 'x');
  const auto twice = parse_json("{\"" + name + "\":1,\"" + name + "\":1}");
  CAF_REQUIRE(!twice);
  CAF_CHECK(twice.error().field.size() <= 256);
  const auto huge = parse_json("1" + std::string(100000, '0') + ".0");
  CAF_REQUIRE(!huge);
  CAF_CHECK(huge.error().text.size() < 200);
}

CAF_TEST(depth) {
  for (const auto& [open, close] : {std::pair{"["s, "]"s}, std::pair{"{\"a\":"s, "}"s}}) {
    CAF_CHECK(parse_json(nested(64, open, close)));
    CAF_CHECK(!parse_json(nested(65, open, close)));
    CAF_CHECK(parse_json(nested(3, open, close), 3));
    CAF_CHECK(!parse_json(nested(4, open, close), 3));
    CAF_CHECK(parse_json("1", 0));
    // The text is refused before it ends, so what is missing at its end is never noticed.
    const auto hostile = parse_json(nested(1000000, open, ""));
    CAF_REQUIRE(!hostile);
    CAF_CHECK(hostile.error().text.find("64 deep") != std::string::npos);
  }
}

CAF_TEST(canonical text) {
  const auto a = parse_json(R"( { "b" : [ 1 , 2.50 ] , "a" : "é\u000a" } )");
  const auto b = parse_json(R"({"a":"\u00e9\n","b":[1,2.5]})");
  CAF_REQUIRE(a && b);
  CAF_CHECK_EQUAL(domain::canonical(*a), domain::canonical(*b));
  CAF_CHECK_EQUAL(domain::canonical(*a), R"({"a":"é\n","b":[1,2.5]})");
  CAF_CHECK(!domain::canonical(json("\xff")).empty());  // and does not throw
}

CAF_TEST(values kept as text) {
  const struct {
    json value;
    std::string text;
  } table[] = {
      {nullptr, ""},         {json::object(), ""},
      {json::array(), "[]"}, {{{"a", nullptr}}, R"({"a":null})"},
      {"", "\"\""},          {0, "0"},
  };
  for (const auto& row : table) {
    const auto kept = domain::to_text(row.value);
    CAF_CHECK_EQUAL(kept.text, row.text);
    CAF_CHECK_EQUAL(kept.empty(), row.text.empty());
    if (!kept.empty()) CAF_CHECK_EQUAL(kept.value().dump(), row.value.dump());
  }
  CAF_CHECK(domain::json_text{}.value().is_null());
  CAF_CHECK(domain::json_text{"no json"}.value().is_null());
}
