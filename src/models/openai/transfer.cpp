#include "models/openai/transfer.hpp"

#include <algorithm>
#include <new>
#include <string_view>

namespace parley::models::openai {

namespace {

using base::errc;

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r\n") + 1 - begin);
}

bool same_name(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
    return (x >= 'A' && x <= 'Z' ? static_cast<char>(x + 32) : x) == y;
  });
}

/// Connections that were not made or broke: the next one may hold.
bool is_passing(CURLcode code) {
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_CONNECT:
    case CURLE_OPERATION_TIMEDOUT:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_GOT_NOTHING:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_PARTIAL_FILE:
    case CURLE_UNSUPPORTED_PROTOCOL:  // no HTTP came back
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
    case CURLE_WEIRD_SERVER_REPLY:
      return true;
    default:
      return false;
  }
}

failure failure_of(CURLcode code, bool verified) {
  const auto text = [](const std::string& what) { return "The model's endpoint " + what; };
  if (code == CURLE_OPERATION_TIMEDOUT)
    return {{errc::timeout, "", text("did not answer within summarizer.timeout_ms.")}, true, {}};
  if (!verified || code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CACERT_BADFILE ||
      code == CURLE_SSL_ISSUER_ERROR || code == CURLE_SSL_INVALIDCERTSTATUS)
    return {{errc::unavailable, "summarizer.ca_file",
             text("has a certificate that is not of its name or not of a trusted authority.")}};
  // libcurl's words for a code are fixed texts: no address, no header.
  return {{errc::unavailable, "",
           text(std::string{"could not be asked: "} + curl_easy_strerror(code) + '.')},
          is_passing(code),
          {}};
}

}  // namespace

std::unique_ptr<transfer> transfer::begin(CURLM* multi, const endpoint& to, curl_slist* headers,
                                          const std::string& body,
                                          std::chrono::milliseconds timeout,
                                          std::size_t answer_bytes_max) {
  std::unique_ptr<transfer> t{new transfer(multi, answer_bytes_max)};
  easy_handle easy{curl_easy_init()};
  if (!easy) return nullptr;
  t->easy_ = std::move(easy);
  if (!t->prepare(to, headers, body, timeout) ||
      curl_multi_add_handle(multi, t->handle()) != CURLM_OK)
    return nullptr;
  return t;
}

transfer::~transfer() {
  if (easy_) curl_multi_remove_handle(multi_, handle());
}

bool transfer::prepare(const endpoint& to, curl_slist* headers, const std::string& body,
                       std::chrono::milliseconds timeout) {
  const auto set = [&](CURLoption option, auto value) {
    return curl_easy_setopt(handle(), option, value) == CURLE_OK;
  };
  return set(CURLOPT_URL, to.url.c_str()) && set(CURLOPT_HTTPHEADER, headers) &&
         set(CURLOPT_POST, 1L) && set(CURLOPT_POSTFIELDS, body.data()) &&
         set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size())) &&
         set(CURLOPT_TIMEOUT_MS, static_cast<long>(timeout.count())) &&
         set(CURLOPT_WRITEFUNCTION, &transfer::on_body) && set(CURLOPT_WRITEDATA, this) &&
         set(CURLOPT_HEADERFUNCTION, &transfer::on_header) && set(CURLOPT_HEADERDATA, this) &&
         set(CURLOPT_PRIVATE, this) && prepare_connection(to);
}

bool transfer::prepare_connection(const endpoint& to) {
  const auto set = [&](CURLoption option, auto value) {
    return curl_easy_setopt(handle(), option, value) == CURLE_OK;
  };
  if (!to.ca_file.empty() &&
      (!set(CURLOPT_CAINFO, to.ca_file.c_str()) || !set(CURLOPT_CAPATH, nullptr)))
    return false;
  if (to.loopback && !set(CURLOPT_NOPROXY, "*")) return false;
  // Signals are the process's; a resolver that hangs must not hold back who cancels or stops.
  return set(CURLOPT_NOSIGNAL, 1L) && set(CURLOPT_QUICK_EXIT, 1L) &&
         set(CURLOPT_PROTOCOLS_STR, "http,https") && set(CURLOPT_FOLLOWLOCATION, 0L) &&
         set(CURLOPT_SSL_VERIFYPEER, 1L) && set(CURLOPT_SSL_VERIFYHOST, 2L) &&
         set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
}

std::size_t transfer::on_body(char* data, std::size_t, std::size_t bytes, void* self) {
  auto& t = *static_cast<transfer*>(self);
  if (t.response_.body.size() + bytes > t.answer_bytes_max_) {
    t.too_large_ = true;
    return 0;  // libcurl ends the transfer
  }
  try {
    t.response_.body.append(data, bytes);
  } catch (const std::bad_alloc&) {
    return 0;  // nothing may be thrown through a library of C
  }
  return bytes;
}

std::size_t transfer::on_header(char* data, std::size_t, std::size_t bytes, void* self) {
  auto& r = static_cast<transfer*>(self)->response_;
  const std::string_view line{data, bytes};
  // A status line: what came before was an interim response.
  if (line.starts_with("HTTP/")) r = {};
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) return bytes;
  const auto name = line.substr(0, colon);
  try {
    if (same_name(name, "retry-after")) r.retry_after = trimmed(line.substr(colon + 1));
    if (same_name(name, "date")) r.date = trimmed(line.substr(colon + 1));
  } catch (const std::bad_alloc&) {
    return 0;
  }
  return bytes;
}

tl::expected<std::string, failure> transfer::outcome(CURLcode code, const endpoint& to,
                                                     base::timestamp now) {
  if (too_large_)
    return tl::unexpected(
        failure{{errc::too_large, "",
                 "The model's endpoint answered with more than " +
                     std::to_string(answer_bytes_max_) + " bytes, summarizer.answer_bytes_max."}});
  if (code != CURLE_OK) {
    // A forged signature is a failed handshake to libcurl.
    long problem = 0;
    curl_easy_getinfo(handle(), CURLINFO_SSL_VERIFYRESULT, &problem);
    return tl::unexpected(failure_of(code, problem == 0));
  }
  curl_easy_getinfo(handle(), CURLINFO_RESPONSE_CODE, &response_.code);
  return read_response(response_, to.key_field, now);
}

}  // namespace parley::models::openai
