#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace parley::e2e {

/// One who follows a session over SSE or a WebSocket: what it sends, and what it makes of the bytes
/// that come. A value without a socket, so that one thread can have thousands of them. Contents are
/// taken as they stand in the JSON: they should have nothing in them that is escaped.
class live_reader {
 public:
  enum class kind { sse, web_socket };
  enum class verdict {
    open,
    ended,    ///< the stream, as it should
    refused,  ///< for now: 503
    wrong     ///< `mistake` says why
  };
  /// A message came: its seq and content.
  using listener = std::function<void(std::int64_t, std::string_view)>;

  live_reader(kind how, std::string session) : kind_(how), session_(std::move(session)) {}

  /// To be sent on a new connection: goes on behind the last message that came.
  std::string begin();

  /// Bytes came on it.
  verdict take(std::string_view bytes);

  void listen(listener to) { listener_ = std::move(to); }

  const std::string& session() const { return session_; }
  std::int64_t cursor() const { return cursor_; }
  std::uint64_t digest() const { return digest_; }  ///< of all contents in order, see `mix`
  bool answered() const { return answered_; }       ///< the stream of this connection is open
  const std::string& mistake() const { return mistake_; }

  static constexpr std::uint64_t no_digest = 14695981039346656037u;
  static std::uint64_t mix(std::uint64_t digest, std::string_view content);

 private:
  verdict take_head();
  verdict take_chunks();
  verdict take_frames();
  bool take_event(std::string_view json);
  verdict wrong(std::string what);

  kind kind_;
  std::string session_;
  std::int64_t cursor_ = 0;
  std::uint64_t digest_ = no_digest;
  bool answered_ = false;
  bool by_header_ = false;  ///< says where it goes on as a browser does
  std::string in_;
  std::string text_;  ///< of SSE, without chunks
  std::string mistake_;
  listener listener_;
};

}  // namespace parley::e2e
