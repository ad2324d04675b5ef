#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "parley/base/status.hpp"

namespace parley::frontends::http::transport {

using header_list = std::vector<std::pair<std::string, std::string>>;

/// The first value under `name`, whatever its case; nullopt when there is none.
std::optional<std::string_view> find_header(const header_list& headers, std::string_view name);

/// What a client asked, complete with its body.
struct request {
  std::string method;   ///< as it was sent: "GET", "POST", any token
  std::string target;   ///< as it was sent
  std::string path;     ///< of the target, still percent-encoded
  std::string query;    ///< of the target, without "?", still percent-encoded
  header_list headers;  ///< in their order; trailers are not among them
  std::string body;
  bool keep_alive = true;
  std::string peer;        ///< "127.0.0.1:50412"
  std::string request_id;  ///< the client's X-Request-Id when it is legal, else generated
  std::chrono::microseconds received{};  ///< base::clock::monotonic() when its header was complete

  std::optional<std::string_view> header(std::string_view name) const {
    return find_header(headers, name);
  }
};

/// The parts of an answer that is too long for one string, pulled one after the other: the next
/// part is asked for when the client has taken the last one.
class body_source {
 public:
  /// nullopt ends the body. An error aborts the connection in the middle of the body, so that the
  /// client notices. An empty part is skipped.
  using part = base::result<std::optional<std::string>>;

  virtual ~body_source() = default;

  /// Called on the I/O thread, never while another call is open; must not block. `done` may be
  /// called from any thread, once; dropping every copy of it uncalled is an error of the source.
  /// The source may be destroyed while a call is open (the client left); `done` is harmless then.
  virtual void next(std::function<void(part)> done) = 0;

  /// A live source has no end of its own: its next part has no deadline, a client that leaves is
  /// noticed while it is waited for, and when the server stops the body is ended in place of it.
  virtual bool live() const { return false; }
};

struct upgrade;  ///< see socket.hpp

/// What the client gets. Content-Length, Date, Connection and X-Request-Id are added.
struct response {
  int status = 200;
  header_list headers;
  std::string content_type;  ///< empty: no such header
  std::string body;
  std::unique_ptr<body_source> stream;  ///< set: sent in chunks after `body`
  std::shared_ptr<upgrade> socket{};    ///< set: the connection becomes a WebSocket; the rest is not read

  std::optional<std::string_view> header(std::string_view name) const {
    return find_header(headers, name);
  }
};

/// The right to answer one request, once, from any thread. Dropping it uncalled answers 500.
class responder {
 public:
  /// Takes answers. `ticket` says to which request; an answer to one that is over is ignored.
  class sink {
   public:
    virtual ~sink() = default;
    virtual void answer(std::uint64_t ticket, response r) = 0;
  };

  responder() = default;
  responder(std::shared_ptr<sink> to, std::uint64_t ticket, std::string request_id);
  /// Answers go to a function, for calls that come over no socket.
  responder(std::function<void(response)> to, std::string request_id);
  ~responder();
  responder(responder&& other) noexcept;
  responder& operator=(responder&& other) noexcept;
  responder(const responder&) = delete;
  responder& operator=(const responder&) = delete;

  /// The second and later calls do nothing.
  void operator()(response r);

  /// Whether an answer is still owed.
  explicit operator bool() const { return to_ != nullptr; }

 private:
  std::shared_ptr<sink> to_;
  std::uint64_t ticket_ = 0;
  std::string request_id_;
};

/// Called on the I/O thread for every complete request; must not block.
using handler = std::function<void(request, responder)>;

}  // namespace parley::frontends::http::transport
