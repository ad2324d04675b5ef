#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "models/openai/curl_handles.hpp"
#include "models/openai/endpoint.hpp"
#include "models/openai/response.hpp"

namespace parley::models::openai {

/// One attempt: a request on its way and what has come back so far. Of one thread.
class transfer {
 public:
  /// Adds itself to the multi handle; null when libcurl cannot. `body` and `headers` must outlive
  /// it.
  static std::unique_ptr<transfer> begin(CURLM* multi, const endpoint& to, curl_slist* headers,
                                         const std::string& body, std::chrono::milliseconds timeout,
                                         std::size_t answer_bytes_max);

  /// Takes itself out of the multi handle; a connection in the middle of an answer is closed.
  ~transfer();
  transfer(const transfer&) = delete;
  transfer& operator=(const transfer&) = delete;

  CURL* handle() const { return easy_.get(); }

  /// When libcurl says that it has ended, and how.
  tl::expected<std::string, failure> outcome(CURLcode code, const endpoint& to,
                                             base::timestamp now);

 private:
  transfer(CURLM* multi, std::size_t answer_bytes_max)
      : multi_(multi), answer_bytes_max_(answer_bytes_max) {}
  bool prepare(const endpoint& to, curl_slist* headers, const std::string& body,
               std::chrono::milliseconds timeout);
  bool prepare_connection(const endpoint& to);
  static std::size_t on_body(char* data, std::size_t one, std::size_t bytes, void* self);
  static std::size_t on_header(char* data, std::size_t one, std::size_t bytes, void* self);

  CURLM* multi_;
  easy_handle easy_;
  std::size_t answer_bytes_max_;
  bool too_large_ = false;
  response response_;
};

}  // namespace parley::models::openai
