#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "parley/base/digest.hpp"
#include "parley/base/time.hpp"
#include "parley/domain/message.hpp"
#include "parley/domain/session.hpp"
#include "parley/domain/summary.hpp"

namespace parley::frontends::http::api {

enum class export_form { parley, chat };

/// The text of an export, piece by piece and in order: header, then for every session `open`, any
/// number of `messages`, then of `summaries`, `close`; `end` last. A chat line is written in pieces too, so that no
/// conversation has to be in memory as a whole.
class export_writer {
 public:
  explicit export_writer(export_form form) : form_(form) {}

  void header(std::string& out, const std::string& tenant, base::timestamp now);
  void open(std::string& out, const domain::session_view& session);
  void messages(std::string& out, std::span<const domain::message> page);
  /// Those that are not stale and follow one another; in a chat transcript none.
  void summaries(std::string& out, std::span<const domain::summary> page);
  bool takes_summaries() const { return form_ == export_form::parley; }
  void close(std::string& out);
  void end(std::string& out);

  /// Counts what is given away into the digest of the end line.
  void give_away(std::string_view part);

 private:
  export_form form_;
  std::string session_id_;
  bool first_ = true;
  std::optional<domain::summary> last_summary_;
  std::int64_t sessions_ = 0;
  std::int64_t messages_ = 0;
  base::sha256 digest_;
};

}  // namespace parley::frontends::http::api
