#include "redis/script.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <new>

#include "redis/failure.hpp"

namespace parley::redis {
namespace {

std::string sha1(std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> bytes;
  unsigned size = 0;
  if (EVP_Digest(text.data(), text.size(), bytes.data(), &size, EVP_sha1(), nullptr) != 1)
    throw std::bad_alloc{};
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  for (unsigned i = 0; i < size; ++i) out += {digits[bytes[i] >> 4], digits[bytes[i] & 15]};
  return out;
}

}  // namespace

script::script(std::string text) : text_(std::move(text)), hash_(sha1(text_)) {}

commands& script::call(commands& to, std::size_t keys, std::size_t arguments) const {
  return to.begin(3 + keys + arguments)
      .word("EVALSHA")
      .word(hash_)
      .word(static_cast<std::int64_t>(keys));
}

bool script::is_missing(const reply_view& answer) { return answer.error().starts_with("NOSCRIPT"); }

void script::load(connection& to) const { to.ask({"SCRIPT", "LOAD", text_}); }

replies exchange(connection& at, const commands& asked, std::initializer_list<const script*> used) {
  auto answers = at.exchange(asked);
  if (std::none_of(answers.begin(), answers.end(), script::is_missing)) return answers;
  for (const auto* each : used) each->load(at);
  return at.exchange(asked);
}

reply run(connection& at, const script& what, const std::vector<std::string_view>& keys,
          const std::vector<std::string_view>& arguments) {
  commands asked;
  what.call(asked, keys.size(), arguments.size());
  for (const auto each : keys) asked.word(each);
  for (const auto each : arguments) asked.word(each);
  auto answer = std::move(exchange(at, asked, {&what}).at(0));
  answer.check();
  return answer;
}

}  // namespace parley::redis
