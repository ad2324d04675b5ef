#include "models/openai/endpoint.hpp"

#include <fstream>

#include "models/openai/curl_handles.hpp"

namespace parley::models::openai {

namespace {

using base::errc;

constexpr const char* url_field = "summarizer.base_url";

tl::unexpected<base::status> bad_url(const std::string& why) {
  return base::fail(errc::invalid_argument, url_field, "summarizer.base_url " + why);
}

std::string part_of(CURLU* url, CURLUPart part) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, 0) != CURLUE_OK) return {};
  return curl_text{text}.get();
}

bool is_loopback(const std::string& host) {
  // 127.0.0.1.example is a name like any other.
  const bool number = host.find_first_not_of("0123456789.") == std::string::npos;
  return host == "localhost" || host == "[::1]" || (number && host.starts_with("127."));
}

base::result<endpoint> read_url(const openai_options& options) {
  const url_handle url{curl_url()};
  if (!url || curl_url_set(url.get(), CURLUPART_URL, options.base_url.c_str(), 0) != CURLUE_OK)
    return bad_url("is a URL such as https://api.openai.com/v1.");
  // A URL gets into logs; a password in it would too.
  for (const auto part : {CURLUPART_USER, CURLUPART_PASSWORD, CURLUPART_QUERY, CURLUPART_FRAGMENT})
    if (!part_of(url.get(), part).empty())
      return bad_url("has neither a user, a password, a query nor a fragment.");
  endpoint to;
  to.loopback = is_loopback(part_of(url.get(), CURLUPART_HOST));
  const auto scheme = part_of(url.get(), CURLUPART_SCHEME);
  if (scheme != "https" && scheme != "http") return bad_url("begins with https:// or http://.");
  if (scheme == "http" && !to.loopback && !options.allow_http)
    return bad_url("may be http for loopback addresses only, or with summarizer.allow_http.");
  auto path = part_of(url.get(), CURLUPART_PATH);
  while (path.ends_with('/')) path.pop_back();
  path += "/chat/completions";
  if (curl_url_set(url.get(), CURLUPART_PATH, path.c_str(), 0) != CURLUE_OK)
    return bad_url("has a path that no request can have.");
  to.url = part_of(url.get(), CURLUPART_URL);
  return to;
}

struct range {
  const char* name;
  std::int64_t value;
  std::int64_t least;
  std::int64_t most;
};

base::result<void> check_numbers(const openai_options& o) {
  const range table[] = {
      {"timeout_ms", o.timeout_ms, 1, 3600000},
      {"attempts", o.attempts, 1, 20},
      {"backoff_first_ms", o.backoff_first_ms, 0, 3600000},
      {"backoff_most_ms", o.backoff_most_ms, o.backoff_first_ms, 3600000},
      {"in_flight_max", o.in_flight_max, 1, 1000},
      {"waiting_max", o.waiting_max, 0, 1000000},
      {"answer_bytes_max", o.answer_bytes_max, 1024, 104857600},
      {"transcript_chars", o.transcript_chars, 1000, 10000000},
      {"summary_chars", o.summary_chars, 400, 20000},
  };
  for (const auto& row : table) {
    if (row.value >= row.least && row.value <= row.most) continue;
    const auto field = std::string{"summarizer."} + row.name;
    return base::fail(errc::invalid_argument, field,
                      field + " is a number from " + std::to_string(row.least) + " to " +
                          std::to_string(row.most) + '.');
  }
  return {};
}

}  // namespace

base::result<endpoint> check(const openai_options& options) {
  if (!curl_is_ready())
    return base::fail(errc::unavailable, "", "The library for requests could not be set up.");
  auto to = read_url(options);
  if (!to) return to;
  if (options.model.empty() || options.model.size() > 256)
    return base::fail(errc::invalid_argument, "summarizer.model",
                      "summarizer.model names the endpoint's model in 1 to 256 bytes.");
  if (const auto numbers = check_numbers(options); !numbers) return base::fail(numbers.error());
  if (!options.ca_file.empty() && !std::ifstream{options.ca_file}.good())
    return base::fail(errc::invalid_argument, "summarizer.ca_file",
                      "summarizer.ca_file is a readable file of certificates in PEM.");
  to->ca_file = options.ca_file;
  auto key = api_key::read(options.key_env, options.key_file);
  if (!key) return base::fail(key.error());
  to->key = std::move(*key);
  to->key_field = options.key_file.empty() ? "summarizer.key_env" : "summarizer.key_file";
  return to;
}

}  // namespace parley::models::openai
