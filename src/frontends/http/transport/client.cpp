#include "frontends/http/transport/client.hpp"

#include <boost/asio/error.hpp>

#include "frontends/http/transport/client_link.hpp"

namespace parley::frontends::http::transport {

using base::errc;

namespace {

constexpr std::size_t joined_bytes_max = 16384;  ///< a body up to this goes out with its header

bool is_safe(std::string_view method) {
  return method == "GET" || method == "HEAD" || method == "OPTIONS";
}

bool has_control(std::string_view text) {
  for (const char c : text)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) return true;
  return false;
}

bool takes_body(std::string_view method) {
  return method == "POST" || method == "PUT" || method == "PATCH";
}

}  // namespace

struct client::impl {
  client_options options;
  server_url to;
  std::string url;
  std::shared_ptr<const tls_context> tls;  ///< null: plain HTTP
  client_link link;

  base::result<std::string> head(std::string_view method, std::string_view target,
                                 const header_list& headers, std::size_t body_size) const;
  base::result<response> exchange(std::string_view method, const std::string& head,
                                  std::string_view body, const part_consumer* consumer,
                                  bool& begun);
  base::result<response> call(std::string_view method, std::string_view target,
                              const header_list& headers, std::string_view body,
                              const part_consumer* consumer);
  base::status lost(std::string_view method, const client_link::error_code& ec, bool begun) const;
};

base::result<std::string> client::impl::head(std::string_view method, std::string_view target,
                                             const header_list& headers,
                                             std::size_t body_size) const {
  if (!target.starts_with('/') || has_control(target) || target.find(' ') != target.npos)
    return base::fail(errc::invalid_argument, "target",
                      "A target begins with \"/\" and is percent-encoded.");
  std::string out{method};
  out.append(" ").append(target).append(" HTTP/1.1\r\nHost: ").append(to.authority).append("\r\n");
  if (body_size > 0 || takes_body(method))
    out += "Content-Length: " + std::to_string(body_size) + "\r\n";
  for (const auto& [name, value] : headers) {
    if (has_control(name) || has_control(value))
      return base::fail(errc::invalid_argument, name, "A header has no control characters.");
    out.append(name).append(": ").append(value).append("\r\n");
  }
  return out + "\r\n";
}

/// What a broken way means for the request that was on it.
base::status client::impl::lost(std::string_view method, const client_link::error_code& ec,
                                bool begun) const {
  const bool late = ec == boost::asio::error::timed_out;
  const std::string what = late    ? "was silent for " + std::to_string(options.silence_ms) + " ms"
                           : begun ? "broke off its answer"
                                   : "ended the connection without an answer";
  if (!is_safe(method))
    return {errc::unknown_outcome, "",
            "The server at " + url + " " + what + "; the request may have taken effect.", 0};
  return {late ? errc::timeout : errc::unavailable, "", "The server at " + url + " " + what + ".",
          1000};
}

base::result<response> client::impl::exchange(std::string_view method, const std::string& head,
                                              std::string_view body, const part_consumer* consumer,
                                              bool& begun) {
  response_reader reader(method == "HEAD", options.body_bytes, consumer);
  const bool joined = body.size() <= joined_bytes_max;
  auto failed = link.send(joined ? head + std::string(body) : head, options.silence_ms);
  if (!failed && !joined) failed = link.send(body, options.silence_ms);
  // A server that refuses an upload answers before it has all of it, and closes: look for that.
  if (failed == boost::asio::error::timed_out) return base::fail(lost(method, failed, false));
  std::string in;
  for (;;) {
    const auto ec = link.receive(in, options.silence_ms);
    auto step = reader.feed(in);
    begun = begun || reader.begun();
    if (!step) {
      link.close();
      if (step.error().code == errc::unavailable && !is_safe(method))
        step.error().code = errc::unknown_outcome;
      return base::fail(std::move(step.error()));
    }
    in.erase(0, step->consumed);
    if (step->done) {
      if (ec || failed || !in.empty() || !reader.keep_alive()) link.close();
      return reader.take();
    }
    if (!ec) continue;
    link.close();
    if (ec == boost::asio::error::eof && reader.begun() && reader.end()) return reader.take();
    return base::fail(lost(method, ec, reader.begun()));
  }
}

base::result<response> client::impl::call(std::string_view method, std::string_view target,
                                          const header_list& headers, std::string_view body,
                                          const part_consumer* consumer) {
  auto first = head(method, target, headers, body.size());
  if (!first) return base::fail(std::move(first.error()));
  const bool kept = link.usable();
  if (!kept)
    if (auto made = link.connect(to, tls.get(), options.connect_ms); !made)
      return base::fail(std::move(made.error()));
  bool begun = false;
  auto answer = exchange(method, *first, body, consumer, begun);
  // A kept connection may have been closed under the request; what changes nothing goes again.
  const bool again =
      !answer && kept && !begun && is_safe(method) && answer.error().code == errc::unavailable;
  if (!again) return answer;
  if (auto made = link.connect(to, tls.get(), options.connect_ms); !made)
    return base::fail(std::move(made.error()));
  return exchange(method, *first, body, consumer, begun);
}

client::client(std::unique_ptr<impl> i) : impl_(std::move(i)) {}
client::~client() = default;
client::client(client&&) noexcept = default;
client& client::operator=(client&&) noexcept = default;

base::result<client> client::open(std::string_view url, client_options options) {
  auto to = parse_server_url(url);
  if (!to) return base::fail(std::move(to.error()));
  auto made = std::make_unique<impl>();
  if (to->tls) {
    auto trusted = tls_context::for_client(options.ca_file);
    if (!trusted) return base::fail(std::move(trusted.error()));
    made->tls = std::move(*trusted);
  }
  made->options = std::move(options);
  made->url = to->text();
  made->to = std::move(*to);
  return client(std::move(made));
}

base::result<response> client::call(std::string_view method, std::string_view target,
                                    const header_list& headers, std::string_view body) {
  return impl_->call(method, target, headers, body, nullptr);
}

base::result<response> client::download(std::string_view method, std::string_view target,
                                        const header_list& headers, std::string_view body,
                                        const part_consumer& consumer) {
  return impl_->call(method, target, headers, body, &consumer);
}

const std::string& client::url() const { return impl_->url; }

}  // namespace parley::frontends::http::transport
