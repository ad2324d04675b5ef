#include "redis/reply.hpp"

#include <hiredis/hiredis.h>

#include <charconv>

#include "redis/failure.hpp"

namespace parley::redis {
namespace {

bool is(const redisReply* r, int type) { return r && r->type == type; }

std::string_view bytes(const redisReply* r) { return {r->str, r->len}; }

}  // namespace

bool reply_view::is_nil() const { return is(at_, REDIS_REPLY_NIL); }
bool reply_view::is_error() const { return is(at_, REDIS_REPLY_ERROR); }
bool reply_view::is_integer() const { return is(at_, REDIS_REPLY_INTEGER); }
bool reply_view::is_list() const { return is(at_, REDIS_REPLY_ARRAY); }

bool reply_view::is_text() const {
  return is(at_, REDIS_REPLY_STRING) || is(at_, REDIS_REPLY_STATUS);
}

std::string_view reply_view::error() const { return is_error() ? bytes(at_) : std::string_view{}; }

void reply_view::check() const {
  if (is_error()) throw failure::of(bytes(at_));
}

std::string_view reply_view::text() const {
  check();
  if (!is_text()) throw failure::damaged("the server's answer is no text");
  return bytes(at_);
}

std::optional<std::string_view> reply_view::text_or_nil() const {
  if (is_nil()) return std::nullopt;
  return text();
}

std::int64_t reply_view::integer() const {
  if (is_integer()) return at_->integer;
  const auto digits = text();
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc{} || end != digits.data() + digits.size())
    throw failure::damaged("the server's answer is no number");
  return number;
}

std::size_t reply_view::size() const {
  check();
  if (is_nil()) return 0;
  if (!is_list()) throw failure::damaged("the server's answer is no list");
  return at_->elements;
}

reply_view reply_view::operator[](std::size_t i) const {
  if (i >= size()) throw failure::damaged("the server's answer is too short");
  return reply_view{at_->element[i]};
}

void reply::free_reply::operator()(redisReply* r) const noexcept { freeReplyObject(r); }

reply::reply(redisReply* root) : reply_view(root), root_(root) {}

}  // namespace parley::redis
