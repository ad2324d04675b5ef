#include "frontends/http/transport/request_reader.hpp"

#include <algorithm>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <optional>

#include "frontends/http/transport/target.hpp"

namespace parley::frontends::http::transport {

namespace http = boost::beast::http;
using boost::beast::error_code;
using beast_view = boost::beast::string_view;
using base::errc;

namespace {

/// Reserving what a client merely declares would let it take memory for nothing.
constexpr std::size_t reserve_bytes_max = 65536;

std::string to_std(beast_view text) { return {text.data(), text.size()}; }

/// One request; Beast's parsers are used once.
class request_parser final : public http::basic_parser<true> {
 public:
  request value;
  bool expects_continue = false;
  bool http_1_0 = false;
  std::uint64_t chunk_left = 0;
  int hosts = 0;
  std::string bad_field;  ///< a header whose value is not supported
  std::uint64_t body_max = 0;

 protected:
  void on_request_impl(http::verb, beast_view method, beast_view target, int version,
                       error_code&) override {
    value.method = to_std(method);
    value.target = to_std(target);
    http_1_0 = version == 10;
  }

  void on_response_impl(int, beast_view, int, error_code&) override {}

  void on_field_impl(http::field field, beast_view name, beast_view text, error_code&) override {
    if (is_header_done()) return;  // a trailer must not pass for a header
    switch (field) {
      case http::field::host:
        ++hosts;
        break;
      case http::field::expect:
        if (boost::beast::iequals(text, "100-continue"))
          expects_continue = true;
        else
          bad_field = "Expect";
        break;
      case http::field::transfer_encoding:
        if (http_1_0 || !boost::beast::iequals(text, "chunked")) bad_field = "Transfer-Encoding";
        break;
      default:
        break;
    }
    value.headers.emplace_back(to_std(name), to_std(text));
  }

  void on_header_impl(error_code&) override {}

  void on_body_init_impl(const boost::optional<std::uint64_t>& length, error_code&) override {
    if (length)
      value.body.reserve(
          std::min<std::size_t>(static_cast<std::size_t>(*length), reserve_bytes_max));
  }

  std::size_t on_body_impl(beast_view part, error_code&) override {
    value.body.append(part.data(), part.size());
    return part.size();
  }

  void on_chunk_header_impl(std::uint64_t size, beast_view, error_code&) override {
    chunk_left = size;
  }

  std::size_t on_chunk_body_impl(std::uint64_t, beast_view part, error_code&) override {
    value.body.append(part.data(), part.size());
    chunk_left -= part.size();
    return part.size();
  }

  void on_finish_impl(error_code&) override {}
};

}  // namespace

struct request_reader::parser {
  std::int64_t header_bytes;
  std::optional<request_parser> beast;
  std::uint64_t header_seen = 0;
  bool admitted = false;
  refusal fault;

  void renew() {
    beast.emplace();
    beast->header_limit(static_cast<std::uint32_t>(header_bytes));
    beast->body_limit(boost::none);  // set when the route is known
    header_seen = 0;
    admitted = false;
  }

  state fail(int status, errc code, std::string field, std::string text) {
    fault = {{code, std::move(field), std::move(text), 0}, status};
    return state::failed;
  }

  state header_too_large() {
    return fail(431, errc::too_large, "",
                "The request header is limited to " + std::to_string(header_bytes) + " bytes.");
  }

  state body_too_large() {
    return fail(
        413, errc::too_large, "body",
        "The body of this request is limited to " + std::to_string(beast->body_max) + " bytes.");
  }

  state fail(const error_code& ec) {
    if (ec == http::error::header_limit) return header_too_large();
    if (ec == http::error::body_limit) return body_too_large();
    return fail(400, errc::invalid_argument, "",
                "The request must be well-formed HTTP/1.1: " + ec.message() + ".");
  }

  /// What HTTP asks of a header beyond its grammar.
  state check_head() {
    auto& r = beast->value;
    r.keep_alive = beast->keep_alive();
    const auto parts = split_target(r.target);
    r.path = parts.path;
    r.query = parts.query;
    if (header_seen > static_cast<std::uint64_t>(header_bytes)) return header_too_large();
    if (beast->bad_field == "Expect")
      return fail(400, errc::invalid_argument, "Expect", "Allowed is 100-continue, or no Expect.");
    if (!beast->bad_field.empty())
      return fail(400, errc::invalid_argument, beast->bad_field,
                  "The only transfer encoding allowed is chunked, in HTTP/1.1.");
    if (beast->hosts > 1 || (beast->hosts == 0 && !beast->http_1_0))
      return fail(400, errc::invalid_argument, "Host",
                  "A request must have exactly one Host header.");
    return state::head;
  }

  /// Whether handing over `bytes` brings the parser forward. Between two chunks at least five
  /// bytes are still to come; Beast counts on having them when it looks at the last chunk again.
  bool worth_parsing(std::string_view bytes) const {
    if (bytes.empty()) return false;
    const bool between_chunks = admitted && beast->chunked() && beast->chunk_left == 0;
    return !between_chunks || bytes.size() >= 5;
  }

  bool over_limit(std::string_view unconsumed) const {
    return (admitted ? 0 : header_seen) + unconsumed.size() >
           static_cast<std::uint64_t>(header_bytes);
  }
};

request_reader::request_reader(std::int64_t header_bytes)
    : parser_(std::make_unique<parser>(
          parser{std::clamp<std::int64_t>(header_bytes, 64, 1 << 30), {}, 0, false, {}})) {
  parser_->renew();
}

request_reader::~request_reader() = default;

request_reader::step request_reader::feed(std::string_view bytes) {
  auto& p = *parser_;
  std::size_t consumed = 0;
  // Some clients send a line break behind a body; RFC 9112, 2.2 asks servers to skip it.
  if (!p.beast->got_some())
    while (consumed < bytes.size() && (bytes[consumed] == '\r' || bytes[consumed] == '\n'))
      ++consumed;
  for (;;) {
    if (p.beast->is_header_done() && !p.admitted) return {consumed, state::head};
    if (p.beast->is_done()) return {consumed, state::done};
    const auto rest = bytes.substr(consumed);
    if (!p.worth_parsing(rest)) return {consumed, state::more};
    error_code ec;
    const auto n = p.beast->put({rest.data(), rest.size()}, ec);
    consumed += n;
    if (!p.admitted) p.header_seen += n;
    if (ec && ec != http::error::need_more) return {consumed, p.fail(ec)};
    if (p.beast->is_header_done() && !p.admitted) return {consumed, p.check_head()};
    if (ec != http::error::need_more) continue;
    if (!p.over_limit(bytes.substr(consumed))) return {consumed, state::more};
    if (!p.admitted) return {consumed, p.header_too_large()};
    return {consumed, p.fail(400, errc::invalid_argument, "",
                             "A chunk's header and the trailers are limited to " +
                                 std::to_string(p.header_bytes) + " bytes.")};
  }
}

bool request_reader::admit(std::int64_t body_bytes) {
  auto& p = *parser_;
  p.admitted = true;
  p.beast->body_max = static_cast<std::uint64_t>(std::max<std::int64_t>(body_bytes, 0));
  p.beast->body_limit(p.beast->body_max);
  p.beast->eager(true);
  const auto length = p.beast->content_length();
  if (length && *length > p.beast->body_max) {
    p.body_too_large();
    return false;
  }
  return true;
}

const request& request_reader::current() const { return parser_->beast->value; }
const request_reader::refusal& request_reader::fault() const { return parser_->fault; }

bool request_reader::expects_continue() const {
  return parser_->beast->expects_continue && !parser_->beast->http_1_0;
}

bool request_reader::http_1_0() const { return parser_->beast->http_1_0; }

request request_reader::take() {
  auto r = std::move(parser_->beast->value);
  parser_->renew();
  return r;
}

}  // namespace parley::frontends::http::transport
