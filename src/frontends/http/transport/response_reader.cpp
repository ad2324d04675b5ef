#include "frontends/http/transport/response_reader.hpp"

#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <optional>

namespace parley::frontends::http::transport {

namespace http = boost::beast::http;
using boost::beast::error_code;
using beast_view = boost::beast::string_view;
using base::errc;

namespace {

constexpr std::uint32_t header_bytes_max = 65536;

class response_parser final : public http::basic_parser<false> {
 public:
  response value;
  std::function<bool(std::string_view)> take_part;  ///< false ends the parsing
  std::uint64_t chunk_left = 0;

 protected:
  void on_request_impl(http::verb, beast_view, beast_view, int, error_code&) override {}
  void on_response_impl(int status, beast_view, int, error_code&) override {
    value.status = status;
  }
  void on_field_impl(http::field field, beast_view name, beast_view text, error_code&) override {
    if (is_header_done()) return;
    value.headers.emplace_back(std::string(name.data(), name.size()),
                               std::string(text.data(), text.size()));
    if (field == http::field::content_type) value.content_type = value.headers.back().second;
  }
  void on_header_impl(error_code&) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
  std::size_t on_body_impl(beast_view part, error_code& ec) override {
    if (!take_part({part.data(), part.size()})) ec = http::error::body_limit;
    return part.size();
  }
  void on_chunk_header_impl(std::uint64_t size, beast_view, error_code&) override {
    chunk_left = size;
  }
  std::size_t on_chunk_body_impl(std::uint64_t, beast_view part, error_code& ec) override {
    chunk_left -= part.size();
    return on_body_impl(part, ec);
  }
  void on_finish_impl(error_code&) override {}
};

}  // namespace

struct response_reader::parser {
  bool to_head = false;
  std::int64_t body_bytes = 0;
  const part_consumer* consumer = nullptr;
  std::optional<response_parser> beast;
  std::optional<base::status> stopped;  ///< why a part was not taken

  void renew() {
    beast.emplace();
    beast->header_limit(header_bytes_max);
    beast->body_limit(boost::none);
    beast->eager(true);
    if (to_head) beast->skip(true);
    beast->take_part = [this](std::string_view part) { return take_part(part); };
  }

  bool take_part(std::string_view part) {
    auto& body = beast->value.body;
    if (consumer && beast->value.status < 300) {
      auto taken = (*consumer)(part);
      if (!taken) stopped = std::move(taken.error());
      return taken.has_value();
    }
    if (body.size() + part.size() > static_cast<std::uint64_t>(body_bytes)) {
      stopped = base::status{errc::too_large, "",
                             "The answer is longer than the " + std::to_string(body_bytes) +
                                 " bytes that this program takes.",
                             0};
      return false;
    }
    body.append(part);
    return true;
  }

  base::status failure(const error_code& ec) {
    if (stopped) return *stopped;
    return {errc::unavailable, "", "The answer is no well-formed HTTP/1.1: " + ec.message() + ".",
            0};
  }

  bool worth_parsing(std::string_view bytes) const {
    if (bytes.empty()) return false;
    // As in request_reader: Beast counts on five bytes when it looks at the last chunk again.
    const bool between_chunks =
        beast->got_some() && beast->is_header_done() && beast->chunked() && beast->chunk_left == 0;
    return !between_chunks || bytes.size() >= 5;
  }
};

response_reader::response_reader(bool to_head, std::int64_t body_bytes,
                                 const part_consumer* consumer)
    : parser_(std::make_unique<parser>()) {
  parser_->to_head = to_head;
  parser_->body_bytes = body_bytes;
  parser_->consumer = consumer;
  parser_->renew();
}

response_reader::~response_reader() = default;

base::result<response_reader::step> response_reader::feed(std::string_view bytes) {
  auto& p = *parser_;
  step now;
  while (p.worth_parsing(bytes.substr(now.consumed))) {
    const auto rest = bytes.substr(now.consumed);
    error_code ec;
    now.consumed += p.beast->put({rest.data(), rest.size()}, ec);
    if (ec == http::error::need_more) break;
    if (ec) return base::fail(p.failure(ec));
    if (!p.beast->is_done()) continue;
    now.done = p.beast->value.status >= 200;
    if (now.done) break;
    p.renew();
  }
  if (!now.done && bytes.size() - now.consumed > 2 * header_bytes_max)
    return base::fail(errc::unavailable, "", "The answer's header is too long.");
  return now;
}

bool response_reader::end() {
  auto& p = *parser_;
  if (!p.beast->got_some()) return false;
  error_code ec;
  p.beast->put_eof(ec);
  return !ec;
}

bool response_reader::begun() const { return parser_->beast->got_some(); }
bool response_reader::keep_alive() const { return parser_->beast->keep_alive(); }
response response_reader::take() { return std::move(parser_->beast->value); }

}  // namespace parley::frontends::http::transport
