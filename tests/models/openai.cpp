#define CAF_SUITE models_openai

#include <fcntl.h>
#include <unistd.h>

#include <fstream>
#include <sstream>

#include "caf/test/unit_test.hpp"
#include "models/openai_world.hpp"
#include "storage/scratch.hpp"

using namespace parley;
using namespace parley::tests;
using base::errc;

CAF_TEST(a summary arrives and the request is one of chat completions) {
  fake_endpoint server{[](exchange& x) { x.send(completion("  The parcel is in Lyon.\n")); }};
  const auto s = open(quick(server.url()));
  CAF_CHECK_EQUAL(s->name(), "small-model");
  const auto text = ask(*s);
  CAF_CHECK_EQUAL(text.value_or("none"), "The parcel is in Lyon.");
  const auto head = server.heads().at(0);
  CAF_CHECK(head.starts_with("POST /v1/chat/completions HTTP/1.1\r\n"));
  CAF_CHECK(contains(head, "\r\nAuthorization: Bearer " + std::string{the_key} + "\r\n"));
  CAF_CHECK(contains(head, "\r\nContent-Type: application/json\r\n"));
  const auto body = domain::parse_json(server.bodies().at(0));
  CAF_REQUIRE(body.has_value());
  CAF_CHECK_EQUAL((*body)["model"].get<std::string>(), "small-model");
  CAF_CHECK_EQUAL((*body)["messages"].size(), 2u);
  CAF_CHECK_EQUAL((*body)["messages"][0]["role"].get<std::string>(), "system");
  CAF_CHECK(contains((*body)["messages"][1]["content"].get<std::string>(), "P-17"));
}

CAF_TEST(without a key there is no header for it) {
  fake_endpoint server{[](exchange& x) { x.send(completion("Done.")); }};
  auto o = quick(server.url());
  o.key_env.clear();
  CAF_CHECK(ask(*open(o)).has_value());
  CAF_CHECK(!contains(server.heads().at(0), "Authorization"));
}

CAF_TEST(a key from a file) {
  fake_endpoint server{[](exchange& x) { x.send(completion("Done.")); }};
  scratch dir;
  std::ofstream{dir.path("key")} << "sk-from-file\n";
  auto o = quick(server.url());
  o.key_env.clear();
  o.key_file = dir.path("key");
  CAF_CHECK(ask(*open(o)).has_value());
  CAF_CHECK(contains(server.heads().at(0), "Authorization: Bearer sk-from-file\r\n"));
}

CAF_TEST(what passes is tried again) {
  const struct {
    const char* what;
    fake_endpoint::behaviour first;
  } table[] = {
      {"408", [](exchange& x) { x.send(api_error(408, "slow")); }},
      {"429", [](exchange& x) { x.send(api_error(429, "rate_limit_exceeded")); }},
      {"500", [](exchange& x) { x.send(api_error(500, "server_error")); }},
      {"502 of a proxy", [](exchange& x) { x.send(http(502, "<html>Bad gateway</html>")); }},
      {"529", [](exchange& x) { x.send(api_error(529, "overloaded")); }},
      {"an empty body", [](exchange& x) { x.send(http(200, "")); }},
      {"closed without an answer", [](exchange& x) { x.close(); }},
      {"reset", [](exchange& x) { x.reset(); }},
      {"closed within the header",
       [](exchange& x) {
         x.send("HTTP/1.1 200 OK\r\nContent-Le");
         x.close();
       }},
      {"closed within the body",
       [](exchange& x) {
         const auto whole = completion("Never to be seen.");
         x.send(whole.substr(0, whole.size() - 20));
         x.close();
       }},
      {"reset within the body",
       [](exchange& x) {
         x.send(completion("Never to be seen.").substr(0, 150));
         x.reset();
       }},
      {"no HTTP",
       [](exchange& x) {
         x.send("220 mail.example.com ESMTP\r\n");
         x.close();
       }},
  };
  for (const auto& row : table) {
    CAF_MESSAGE(row.what);
    fake_endpoint server{[&](exchange& x) {
      if (x.number <= 2) return row.first(x);
      x.send(completion("Third time."));
    }};
    const auto text = ask(*open(quick(server.url())));
    CAF_CHECK_EQUAL(text.value_or("none"), "Third time.");
    CAF_CHECK_EQUAL(server.requests(), 3u);
  }
}

CAF_TEST(attempts are counted and the last reason is told) {
  const struct {
    int code;
    const char* error;
    errc expected;
  } table[] = {
      {429, "rate_limit_exceeded", errc::rate_limited},
      {500, "server_error", errc::unavailable},
      {503, "overloaded", errc::unavailable},
  };
  for (const auto& row : table) {
    fake_endpoint server{[&](exchange& x) { x.send(api_error(row.code, row.error)); }};
    auto o = quick(server.url());
    o.attempts = 3;
    const auto refused = refusal_of(ask(*open(o)));
    CAF_CHECK(refused.code == row.expected);
    CAF_CHECK(contains(refused.text, std::to_string(row.code)));
    CAF_CHECK(contains(refused.text, row.error));
    CAF_CHECK_EQUAL(server.requests(), 3u);
  }
}

CAF_TEST(what will not pass is asked once) {
  const std::string echo =
      R"({"error": {"message": "Incorrect API key provided: )" + std::string{the_key} +
      R"(, for Where is parcel P-17?", "type": "invalid", "code": "invalid_api_key"}})";
  const auto choice = [](const std::string& inner) {
    return http(200, R"({"choices": [)" + inner + "]}");
  };
  const struct {
    const char* what;
    std::string answer;
    errc code;
    const char* field;
    const char* told;
  } table[] = {
      {"wrong key", http(401, echo), errc::unavailable, "summarizer.key_env", "invalid_api_key"},
      {"key without a right", http(403, echo), errc::unavailable, "summarizer.key_env", "403"},
      {"no such path", api_error(404, "not_found"), errc::unavailable, "summarizer.base_url",
       "404"},
      {"bad request", api_error(400, "context_length_exceeded"), errc::invalid_argument, "",
       "context_length_exceeded"},
      {"used up", api_error(429, "insufficient_quota"), errc::rate_limited, "",
       "insufficient_quota"},
      {"an error whose code is the key",
       http(400, R"({"error": {"code": ")" + std::string{the_key} + R"("}})"),
       errc::invalid_argument, "", "400"},
      {"malformed JSON", http(200, R"({"choices": [{"message")"), errc::unavailable, "", "JSON"},
      {"no JSON", http(200, "hello"), errc::unavailable, "", "JSON"},
      {"an empty choice", http(200, R"({"choices": []})"), errc::unavailable, "", "choices"},
      {"no choices", http(200, "{}"), errc::unavailable, "", "choices"},
      {"choices of another kind", http(200, R"({"choices": {"0": 1}})"), errc::unavailable, "",
       "choices"},
      {"no message", choice("17"), errc::unavailable, "", "text"},
      {"null content", choice(R"({"message": {"content": null, "refusal": "No."}})"),
       errc::unavailable, "", "text"},
      {"no content", choice(R"({"message": {}})"), errc::unavailable, "", "text"},
      {"blank content", choice(R"({"message": {"content": " \n\u3000"}})"), errc::unavailable, "",
       "blank"},
      {"cut off", choice(R"({"message": {"content": "Half"}, "finish_reason": "length"})"),
       errc::unavailable, "", "cut off"},
      {"filtered", choice(R"({"message": {"content": "Half"}, "finish_reason": "content_filter"})"),
       errc::unavailable, "", "filter"},
      {"an endless summary",
       choice(R"({"message": {"content": ")" + std::string(30000, 'x') + R"("}})"), errc::too_large,
       "", "24000"},
      {"no content of HTTP", "HTTP/1.1 204 Empty\r\n\r\n", errc::unavailable, "", "204"},
  };
  for (const auto& row : table) {
    CAF_MESSAGE(row.what);
    fake_endpoint server{[&](exchange& x) { x.send(row.answer); }};
    const auto refused = refusal_of(ask(*open(quick(server.url()))));
    CAF_CHECK(refused.code == row.code);
    CAF_CHECK_EQUAL(refused.field, row.field);
    CAF_CHECK(contains(refused.text, row.told));
    CAF_CHECK_EQUAL(server.requests(), 1u);
  }
}

CAF_TEST(a pause that is asked for in seconds and as a date) {
  for (const auto* headers :
       {"Retry-After: 1\r\n",
        "Date: Sat, 03 Jan 2026 10:00:00 GMT\r\nRetry-After: Sat, 03 Jan 2026 10:00:01 GMT\r\n"}) {
    fake_endpoint server{[&](exchange& x) {
      x.send(x.number == 1 ? api_error(429, "rate_limit_exceeded", headers) : completion("Now."));
    }};
    CAF_CHECK_EQUAL(ask(*open(quick(server.url()))).value_or("none"), "Now.");
    const auto moments = server.moments();
    CAF_REQUIRE_EQUAL(moments.size(), 2u);
    CAF_CHECK(moments[1] - moments[0] >= seconds{1});
  }
}

CAF_TEST(a pause that is longer than the time left ends the job at once) {
  fake_endpoint server{
      [](exchange& x) { x.send(api_error(429, "rate_limit_exceeded", "Retry-After: 120\r\n")); }};
  const auto refused = refusal_of(ask(*open(quick(server.url())), seconds{60}));
  CAF_CHECK(refused.code == errc::rate_limited);
  CAF_CHECK_EQUAL(refused.retry_after_ms, 120000);
  CAF_CHECK_EQUAL(server.requests(), 1u);
}

CAF_TEST(who never answers is given up) {
  fake_endpoint server{[](exchange& x) { x.until_closed(); }};
  auto o = quick(server.url());
  o.timeout_ms = 60;
  o.attempts = 2;
  const auto refused = refusal_of(ask(*open(o)));
  CAF_CHECK(refused.code == errc::timeout);
  CAF_CHECK(contains(refused.text, "timeout_ms"));
  CAF_CHECK_EQUAL(server.requests(), 2u);
}

CAF_TEST(the time for all goes before that of an attempt) {
  fake_endpoint server{[](exchange& x) { x.until_closed(); }};
  const auto refused = refusal_of(ask(*open(quick(server.url())), milliseconds{80}));
  CAF_CHECK(refused.code == errc::timeout);
  CAF_CHECK_EQUAL(server.requests(), 1u);
}

CAF_TEST(no time at all is a timeout and no request) {
  fake_endpoint server{[](exchange& x) { x.send(completion("Done.")); }};
  for (const auto within : {milliseconds{0}, milliseconds{-5}})
    CAF_CHECK(refusal_of(ask(*open(quick(server.url())), within)).code == errc::timeout);
  CAF_CHECK_EQUAL(server.requests(), 0u);
}

CAF_TEST(a body that trickles is given up) {
  fake_endpoint server{[](exchange& x) {
    x.send("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
    while (!x.closed_within(milliseconds{5}) && x.send(" ")) {
    }
    x.close();
  }};
  auto o = quick(server.url());
  o.timeout_ms = 100;
  o.attempts = 1;
  CAF_CHECK(refusal_of(ask(*open(o))).code == errc::timeout);
}

CAF_TEST(a body in small parts is read) {
  fake_endpoint server{[](exchange& x) {
    for (const char c : completion("Slowly but surely.")) x.send(std::string_view{&c, 1});
  }};
  CAF_CHECK_EQUAL(ask(*open(quick(server.url()))).value_or("none"), "Slowly but surely.");
}

CAF_TEST(a huge body is cut off) {
  fake_endpoint server{[](exchange& x) {
    x.send("HTTP/1.1 200 OK\r\n\r\n");
    while (x.send(std::string(65536, ' '))) {
    }
  }};
  auto o = quick(server.url());
  o.answer_bytes_max = 200000;
  const auto refused = refusal_of(ask(*open(o)));
  CAF_CHECK(refused.code == errc::too_large);
  CAF_CHECK(contains(refused.text, "200000"));
  CAF_CHECK_EQUAL(server.requests(), 1u);
}

CAF_TEST(a redirect is not followed) {
  fake_endpoint thief{[](exchange& x) { x.send(completion("Stolen.")); }};
  for (const int code : {301, 302, 307, 308}) {
    fake_endpoint server{[&](exchange& x) {
      x.send(http(code, "", "Location: " + thief.url() + "/chat/completions\r\n"));
    }};
    const auto refused = refusal_of(ask(*open(quick(server.url()))));
    CAF_CHECK(refused.code == errc::unavailable);
    CAF_CHECK_EQUAL(refused.field, "summarizer.base_url");
    CAF_CHECK_EQUAL(server.requests(), 1u);
  }
  CAF_CHECK_EQUAL(thief.requests(), 0u);
}

CAF_TEST(nobody listens) {
  std::string url;
  {
    url = fake_endpoint{[](exchange&) {}}.url();
  }
  CAF_CHECK(refusal_of(ask(*open(quick(url)))).code == errc::unavailable);
}

CAF_TEST(connections are used again) {
  fake_endpoint server{[](exchange& x) { x.send(completion("Done.")); }};
  const auto s = open(quick(server.url()));
  for (int i = 0; i < 20; ++i) CAF_CHECK(ask(*s).has_value());
  CAF_CHECK_EQUAL(server.connections(), 1u);
}

CAF_TEST(a large request needs no hundred continue) {
  fake_endpoint server{[](exchange& x) { x.send(completion("Done.")); }};
  auto o = quick(server.url());
  o.transcript_chars = 10000000;
  outcomes ends;
  const auto s = open(o);
  s->start(job_of({said("user", std::string(3'000'000, 'x'))}), seconds{20}, ends.taker(0));
  CAF_REQUIRE(ends.await(1));
  CAF_CHECK(ends.of(0).has_value());
  CAF_CHECK(!contains(server.heads().at(0), "Expect"));
  CAF_CHECK(server.bodies().at(0).size() > 3'000'000);
}

CAF_TEST(nothing is written to the standard error) {
  scratch dir;
  const auto kept = ::dup(STDERR_FILENO);
  const auto file = ::open(dir.path("stderr").c_str(), O_CREAT | O_RDWR, 0600);
  ::dup2(file, STDERR_FILENO);
  {
    fake_endpoint server{[](exchange& x) {
      if (x.number % 2 == 1) return x.send(api_error(500, "server_error")), void();
      x.send(api_error(401, "invalid_api_key"));
    }};
    const auto s = models::make_openai(quick(server.url()));
    outcomes ends;
    for (int i = 0; i < 5; ++i) (*s)->start(small_job(), seconds{20}, ends.taker(i));
    ends.await(5);
  }
  ::dup2(kept, STDERR_FILENO);
  ::close(file);
  ::close(kept);
  std::stringstream said;
  said << std::ifstream{dir.path("stderr")}.rdbuf();
  CAF_CHECK_EQUAL(said.str(), "");
}
