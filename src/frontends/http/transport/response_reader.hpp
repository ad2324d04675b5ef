#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

#include "frontends/http/transport/exchange.hpp"
#include "parley/base/status.hpp"

namespace parley::frontends::http::transport {

/// Takes a part of a body as it comes; an error ends the download with it.
using part_consumer = std::function<base::result<void>(std::string_view part)>;

/// Turns bytes into one response. The client's half of request_reader.
class response_reader {
 public:
  struct step {
    std::size_t consumed = 0;
    bool done = false;
  };

  /// `to_head`: the answer to HEAD has no body, whatever its header says. Bodies of statuses below
  /// 300 go to `consumer` when there is one; else, and for all others, into the response, where
  /// more than `body_bytes` are `too_large`.
  response_reader(bool to_head, std::int64_t body_bytes, const part_consumer* consumer);
  ~response_reader();

  /// Answers of the 1xx kind are skipped. What is not consumed comes again with more behind it.
  base::result<step> feed(std::string_view bytes);

  /// The connection has ended within or behind the response: true when that completes it.
  bool end();

  /// Whether a byte of the response was seen.
  bool begun() const;
  bool keep_alive() const;
  response take();

 private:
  struct parser;
  std::unique_ptr<parser> parser_;
};

}  // namespace parley::frontends::http::transport
