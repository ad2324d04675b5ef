#include "redis/connection.hpp"

#include <hiredis/hiredis.h>

#include "redis/failure.hpp"
#include "redis/socket.hpp"
#include "redis/tls.hpp"

namespace parley::redis {
namespace {

using clock = std::chrono::steady_clock;

constexpr std::size_t buffer_bytes = 65536;

std::unique_ptr<stream> connected(const options& opts, stream::time_point until) {
  auto made = std::make_unique<socket>(opts, until);
  if (!opts.tls) return made;
  return std::make_unique<tls>(std::move(made), opts, until);
}

}  // namespace

void connection::free_reader::operator()(redisReader* r) const noexcept { redisReaderFree(r); }

connection::connection(const options& opts)
    : deadline_(opts.deadline), reader_(redisReaderCreate()), buffer_(buffer_bytes, '\0') {
  if (!reader_) throw std::bad_alloc{};
  const auto until = clock::now() + opts.connect_deadline;
  stream_ = connected(opts, until);
  commands first;
  if (!opts.password.empty() && opts.user.empty()) first.add({"AUTH", opts.password});
  if (!opts.password.empty() && !opts.user.empty()) first.add({"AUTH", opts.user, opts.password});
  // Asked for 0 as well: it shows whether this user may ask at all.
  first.add({"SELECT", std::to_string(opts.database)});
  for (const auto& each : exchange_until(first, until)) each.check();
}

connection::~connection() = default;

replies connection::exchange(const commands& asked, std::chrono::milliseconds patience) {
  return exchange_until(asked, clock::now() + deadline_ + patience);
}

reply connection::ask(const commands& asked, std::chrono::milliseconds patience) {
  auto answer = std::move(exchange(asked, patience).at(0));
  answer.check();
  return answer;
}

replies connection::exchange_until(const commands& asked, stream::time_point until) {
  if (lost_) throw failure::lost("the connection was given up");
  // Until everything is answered, no answer has a question that it belongs to.
  lost_ = true;
  replies answers;
  answers.reserve(asked.size());
  std::string_view rest = asked.bytes();
  while (answers.size() < asked.size()) {
    const auto sent = stream_->send(rest);
    rest.remove_prefix(sent);
    const auto got = stream_->receive(buffer_.data(), buffer_.size());
    if (got > 0 && redisReaderFeed(reader_.get(), buffer_.data(), got) != REDIS_OK)
      throw failure::lost(std::string("reading from the server: ") + reader_->errstr);
    for (reply answer; answers.size() < asked.size() && next(answer);)
      answers.push_back(std::move(answer));
    if (answers.size() == asked.size()) break;
    if (sent == 0 && got == 0) stream_->wait(!rest.empty(), until);
  }
  lost_ = false;
  return answers;
}

bool connection::next(reply& into) {
  void* found = nullptr;
  if (redisReaderGetReply(reader_.get(), &found) != REDIS_OK)
    throw failure::lost(std::string("reading from the server: ") + reader_->errstr);
  if (!found) return false;
  into = reply{static_cast<redisReply*>(found)};
  return true;
}

bool connection::usable() {
  // Nothing comes unasked but the end.
  if (!lost_ && stream_->is_ready()) lost_ = true;
  return !lost_;
}

}  // namespace parley::redis
