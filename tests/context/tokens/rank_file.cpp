#define CAF_SUITE rank_file

#include "caf/test/unit_test.hpp"
#include "context/tokens/tiny_ranks.hpp"
#include "parley/context/bpe.hpp"

using namespace parley;
using context::bpe_ranks;

namespace {

const auto good = tests::rank_file(tests::with_single_bytes({"ab", "abc", " the"}));

/// The good file with its first `what` replaced.
std::string changed(const std::string& what, const std::string& by) {
  auto file = good;
  const auto at = file.find(what);
  CAF_REQUIRE(at != std::string::npos);
  return file.replace(at, what.size(), by);
}

}  // namespace

CAF_TEST(a good file in any order and with any line end) {
  const auto ranks = bpe_ranks::parse(good);
  CAF_REQUIRE(ranks.has_value());
  CAF_CHECK_EQUAL(ranks->size(), 259u);
  std::string turned, with_returns;
  for (std::size_t end = good.size(); end > 0;) {
    const auto begin = end == 1 ? 0 : good.rfind('\n', end - 2) + 1;
    turned += good.substr(begin, end - begin);
    with_returns = good.substr(begin, end - begin - 1) + "\r\n" + with_returns;
    end = begin;
  }
  for (const auto& file :
       {turned, with_returns, good.substr(0, good.size() - 1), "\n" + good + "\n\n"}) {
    const auto read = bpe_ranks::parse(file);
    CAF_REQUIRE(read.has_value());
    CAF_CHECK_EQUAL(read->size(), 259u);
    const context::bpe_counter counts{context::bpe_encoding::cl100k_base, *read};
    CAF_CHECK_EQUAL(counts.count("abcab the the"), 4);
  }
}

CAF_TEST(malformed files are refused with the line) {
  const struct {
    const char* what;
    std::string file;
    std::string text;  // of the error, in part
  } table[] = {
      {"no blank", changed("YWI= 256", "YWI=256"), "line 257: a line is a token in base64"},
      {"a tab", changed("YWI= 256", "YWI=\t256"), "line 257: a line is a token in base64"},
      {"two blanks", changed("YWI= 256", "YWI=  256"), "line 257: the rank must be a decimal"},
      {"no padding", changed("YWI=", "YWI"), "line 257: the token must be padded base64"},
      {"padding within", changed("YWI=", "Y=I="), "line 257: the token must be padded base64"},
      {"too much padding", changed("YWI=", "Y==="), "line 257: the token must be padded base64"},
      {"stray bits", changed("YWI=", "YWJ="), "line 257: the token must be padded base64"},
      {"another alphabet", changed("YWI=", "YW-_"), "line 257: the token must be padded base64"},
      {"no token", changed("YWI= 256", " 256"), "line 257: the token must be padded base64"},
      {"no rank", changed("YWI= 256", "YWI= "), "line 257: the rank must be a decimal"},
      {"no number", changed("YWI= 256", "YWI= 25x"), "line 257: the rank must be a decimal"},
      {"a sign", changed("YWI= 256", "YWI= +256"), "line 257: the rank must be a decimal"},
      {"negative", changed("YWI= 256", "YWI= -1"), "line 257: the rank must be a decimal"},
      {"above 32 bits", changed("YWI= 256", "YWI= 4294967296"), "line 257: the rank must be"},
      {"far away", changed("YWI= 256", "YWI= 4294967295"), "line 257: ranks are 0, 1, 2"},
      {"a gap", changed("YWI= 256", "YWI= 270"), "no line has rank 256"},
      {"a rank twice", changed("YWI= 256", "YWI= 7"), "line 257: rank 7 is that of line 8 too"},
      {"a token twice", changed("YWJj", "YWI="), "line 258: this token has a rank already"},
      {"a byte is missing", changed("QQ==", "enp6"), "byte 65 has no rank"},
      {"empty", "", "byte 0 has no rank"},
      {"blank lines", "\n\n", "byte 0 has no rank"},
  };
  for (const auto& [what, file, text] : table) {
    CAF_MESSAGE(what);
    const auto ranks = bpe_ranks::parse(file);
    CAF_REQUIRE(!ranks.has_value());
    const auto& error = ranks.error();
    CAF_CHECK(error.code == base::errc::invalid_argument);
    CAF_CHECK_EQUAL(error.field, "rank_file");
    if (error.text.find(text) == std::string::npos)
      CAF_ERROR(error.text << " is not about " << text);
  }
}

CAF_TEST(what is too large is refused) {
  const std::string long_token(context::rank_token_bytes_max + 1, 'x');
  const auto token = bpe_ranks::parse(tests::rank_file(tests::with_single_bytes({long_token})));
  CAF_REQUIRE(!token.has_value());
  CAF_CHECK(token.error().code == base::errc::too_large);
  const auto file = bpe_ranks::parse(std::string(context::rank_file_bytes_max + 1, '\n'));
  CAF_REQUIRE(!file.has_value());
  CAF_CHECK(file.error().code == base::errc::too_large);
  const auto longest = long_token.substr(1);
  CAF_CHECK(bpe_ranks::parse(tests::rank_file(tests::with_single_bytes({longest}))).has_value());
}
