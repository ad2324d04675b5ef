#pragma once

#include <string>
#include <string_view>

#include "frontends/http/transport/exchange.hpp"

namespace parley::frontends::http::transport {

/// How the end of a body is told.
enum class framing {
  length,  ///< Content-Length
  chunks,  ///< Transfer-Encoding: chunked
  close,   ///< the end of the connection: streams to HTTP/1.0 clients
  none,    ///< the status has no body: 204, 304
};

struct head_facts {
  framing body = framing::length;
  bool keep_alive = true;
  bool http_1_0 = false;
  std::string_view request_id;
  std::string_view date_line;  ///< "Date: ...\r\n" or empty
};

/// Status line and headers up to the empty line. Control characters in what the application gave
/// become blanks: a value never starts a header of its own.
std::string write_head(const response& r, const head_facts& facts);

/// "1a2b\r\n", before a chunk of so many bytes.
std::string chunk_head(std::size_t bytes);

}  // namespace parley::frontends::http::transport
