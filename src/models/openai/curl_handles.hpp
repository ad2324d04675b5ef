#pragma once

#include <curl/curl.h>

#include <memory>

namespace parley::models::openai {

template <auto release>
struct releaser {
  template <class T>
  void operator()(T* handle) const {
    release(handle);
  }
};

using easy_handle = std::unique_ptr<CURL, releaser<curl_easy_cleanup>>;
using multi_handle = std::unique_ptr<CURLM, releaser<curl_multi_cleanup>>;
using url_handle = std::unique_ptr<CURLU, releaser<curl_url_cleanup>>;
using header_list = std::unique_ptr<curl_slist, releaser<curl_slist_free_all>>;
using curl_text = std::unique_ptr<char, releaser<curl_free>>;

/// libcurl is set up once for the process; false when that fails.
inline bool curl_is_ready() {
  static const bool ready = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
  return ready;
}

}  // namespace parley::models::openai
