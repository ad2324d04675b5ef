#include "tools/import_chunks.hpp"

#include <sstream>

#define CAF_SUITE tools_import_chunks
#include "caf/test/unit_test.hpp"

using namespace parley;

namespace {

std::vector<tools::import_chunk> chunks_of(const std::string& text, std::int64_t chunk_bytes,
                                           std::int64_t max = 1000) {
  std::istringstream in(text);
  std::vector<tools::import_chunk> chunks;
  const auto done =
      tools::cut_lines(in, chunk_bytes, max, [&](tools::import_chunk c) -> base::result<void> {
        chunks.push_back(std::move(c));
        return {};
      });
  CAF_CHECK(done.has_value());
  return chunks;
}

const std::string header = "{\"kind\":\"header\"}\n";
const std::string session = "{\"kind\":\"session\"}\n";
const std::string message = "{\"kind\":\"message\"}\n";
const std::string end = "{\"kind\":\"end\"}\n";

}  // namespace

CAF_TEST(chat_lines_are_never_split) {
  const auto chunks = chunks_of("aaaa\nbbbb\n\ncccc\ndd", 11);
  CAF_REQUIRE_EQUAL(chunks.size(), 2u);
  CAF_CHECK_EQUAL(chunks[0].lines, "aaaa\nbbbb\n\n");
  CAF_CHECK_EQUAL(chunks[0].first_line, 1);
  CAF_CHECK_EQUAL(chunks[0].bytes_read, 11);
  CAF_CHECK_EQUAL(chunks[1].lines, "cccc\ndd");
  CAF_CHECK_EQUAL(chunks[1].first_line, 4);
  CAF_CHECK_EQUAL(chunks[1].bytes_read, 18);
}

CAF_TEST(a_line_above_the_chunk_goes_alone) {
  const auto chunks = chunks_of("a\nbbbbbbbb\nc\n", 3);
  CAF_REQUIRE_EQUAL(chunks.size(), 3u);
  CAF_CHECK_EQUAL(chunks[1].lines, "bbbbbbbb\n");
}

CAF_TEST(nothing_gives_nothing) { CAF_CHECK(chunks_of("", 10).empty()); }

CAF_TEST(messages_of_an_export_stay_with_their_session) {
  const auto text = header + session + message + message + session + message + end;
  const auto chunks = chunks_of(text, 1);
  CAF_REQUIRE_EQUAL(chunks.size(), 3u);
  CAF_CHECK_EQUAL(chunks[0].lines, header);
  CAF_CHECK_EQUAL(chunks[1].lines, session + message + message);
  CAF_CHECK_EQUAL(chunks[1].first_line, 2);
  // The end line speaks of the whole file.
  CAF_CHECK_EQUAL(chunks[2].lines, session + message);
  CAF_CHECK_EQUAL(chunks[2].first_line, 5);
  CAF_CHECK_EQUAL(chunks[2].bytes_read, static_cast<std::int64_t>(text.size()));
}

CAF_TEST(what_fits_no_request_is_an_error_that_names_the_line) {
  for (const auto& text :
       {"a\n" + std::string(50, 'b') + "\n", header + session + message + message}) {
    std::istringstream in(text);
    const auto done =
        tools::cut_lines(in, 10, 40, [](tools::import_chunk) -> base::result<void> { return {}; });
    CAF_REQUIRE(!done);
    CAF_CHECK(done.error().code == base::errc::too_large);
    CAF_CHECK(done.error().text.find("line ") != std::string::npos);
  }
}

CAF_TEST(an_error_of_the_consumer_ends_it) {
  std::istringstream in("a\nb\nc\n");
  int calls = 0;
  const auto done = tools::cut_lines(in, 1, 40, [&](tools::import_chunk) -> base::result<void> {
    ++calls;
    return base::fail(base::errc::unavailable, "", "gone");
  });
  CAF_CHECK(!done);
  CAF_CHECK_EQUAL(calls, 1);
}
