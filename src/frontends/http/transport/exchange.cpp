#include "frontends/http/transport/exchange.hpp"

#include <algorithm>

#include "frontends/http/transport/problem.hpp"

namespace parley::frontends::http::transport {

namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool same_name(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

class function_sink final : public responder::sink {
 public:
  explicit function_sink(std::function<void(response)> to) : to_(std::move(to)) {}
  void answer(std::uint64_t, response r) override { to_(std::move(r)); }

 private:
  std::function<void(response)> to_;
};

}  // namespace

std::optional<std::string_view> find_header(const header_list& headers, std::string_view name) {
  for (const auto& [key, value] : headers)
    if (same_name(key, name)) return value;
  return std::nullopt;
}

responder::responder(std::shared_ptr<sink> to, std::uint64_t ticket, std::string request_id)
    : to_(std::move(to)), ticket_(ticket), request_id_(std::move(request_id)) {}

responder::responder(std::function<void(response)> to, std::string request_id)
    : responder(std::make_shared<function_sink>(std::move(to)), 0, std::move(request_id)) {}

responder::~responder() {
  if (!to_) return;
  (*this)(problem({base::errc::internal, "", "The request was dropped without an answer.", 0},
                  request_id_));
}

responder::responder(responder&& other) noexcept
    : to_(std::move(other.to_)),
      ticket_(other.ticket_),
      request_id_(std::move(other.request_id_)) {}

responder& responder::operator=(responder&& other) noexcept {
  std::swap(to_, other.to_);
  std::swap(ticket_, other.ticket_);
  std::swap(request_id_, other.request_id_);
  return *this;
}

void responder::operator()(response r) {
  if (auto to = std::move(to_)) to->answer(ticket_, std::move(r));
}

}  // namespace parley::frontends::http::transport
