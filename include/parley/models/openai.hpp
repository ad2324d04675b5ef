#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "parley/base/clock.hpp"
#include "parley/base/entropy.hpp"
#include "parley/models/summarizer.hpp"

namespace parley::models {

/// Each is a setting `summarizer.NAME`.
struct openai_options {
  /// `/chat/completions` is appended to it. `https`; `http` only for loopback addresses (a model on
  /// the same machine), or anywhere with `allow_http`: conversations and key then travel in the
  /// clear.
  std::string base_url = "https://api.openai.com/v1";
  bool allow_http = false;
  std::string model;     ///< required
  std::string key_env;   ///< name of an environment variable that holds the key
  std::string key_file;  ///< or a file that does; neither: the endpoint wants no key
  std::string ca_file;   ///< PEM: the only authorities to be trusted; empty: those of the machine

  std::int64_t timeout_ms = 60000;      ///< of one attempt
  std::int64_t attempts = 4;            ///< of one summary, at least 1
  std::int64_t backoff_first_ms = 500;  ///< before the second attempt; doubles each time
  std::int64_t backoff_most_ms = 30000;
  std::int64_t in_flight_max = 8;           ///< requests at once, each on a connection
  std::int64_t waiting_max = 1000;          ///< summaries that wait for one of them
  std::int64_t answer_bytes_max = 1048576;  ///< of a response
  std::int64_t transcript_chars = 200000;   ///< code points of the conversation in one request
  std::int64_t summary_chars = 3500;        ///< what the model is asked to keep to

  const base::clock* clock = nullptr;  ///< null: the machine's
  base::entropy* entropy = nullptr;    ///< null: the machine's
};

/// Summaries by a model behind a chat-completions endpoint: OpenAI's or any that speaks like it.
/// One thread serves all requests over kept connections (libcurl's multi interface).
///
/// An attempt is repeated after 408, 429 and 5xx, after a connection that could not be made or
/// broke, and after `timeout_ms`; a summary has no effect, so repeating one is safe. It waits for
/// what `Retry-After` says (seconds or a date, by the response's own `Date` if it has one), else
/// for a back-off that doubles and of which chance takes up to a half ("Exponential Backoff And
/// Jitter", AWS Architecture Blog, 2015). When that is longer than the time left the job ends at
/// once.
///
/// Certificates are always checked. Redirects are not followed, so that the key goes to the host
/// that was configured and to no other. The key is read once, here; neither it nor text of the
/// conversation or of the endpoint is part of any error. A proxy of the environment
/// (`https_proxy`) is used for hosts other than loopback.
///
/// What the endpoint refuses with 401 or 403 is unavailable with field `summarizer.key_env` (or
/// `key_file`), with 404 or a redirect `summarizer.base_url`, a certificate `summarizer.ca_file`: a
/// later attempt may find it put right. Other 4xx are invalid_argument.
///
/// Fails with invalid_argument and the setting's name when an option is outside its rule, or with
/// not_found when the variable or the file of the key is not there.
base::result<std::unique_ptr<summarizer>> make_openai(const openai_options& options);

}  // namespace parley::models
