#include "storage/postgres/failure.hpp"

#include <libpq-fe.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace parley::storage::postgres {
namespace {

// Of single codes: read-only transaction, deadlines of the server, a lock that could not be had.
constexpr std::array temporary_codes{std::string_view{"25006"}, std::string_view{"55P03"},
                                     std::string_view{"57014"}, std::string_view{"25P02"}};

}  // namespace

failure failure::of(const pg_result* answer, const std::string& doing) {
  const auto field = [answer](int which) {
    const char* text = PQresultErrorField(answer, which);
    return std::string{text ? text : ""};
  };
  auto code = field(PG_DIAG_SQLSTATE);
  // The detail would show values of rows.
  const auto message = field(PG_DIAG_MESSAGE_PRIMARY);
  return {code, doing + ": " +
                    (message.empty() ? "the connection is gone" : message + " (" + code + ")")};
}

bool failure::is_lost() const {
  // Connection exceptions, and a server that ends the session.
  return code_.empty() || is_class("08") || code_ == "57P01" || code_ == "57P02" ||
         code_ == "57P03" || code_ == "57P05" || code_ == "25P03";
}

bool failure::is_serialization() const { return code_ == "40001" || code_ == "40P01"; }

bool failure::is_temporary() const {
  // Class 53 is out of something (disk, memory, connections), 58 an I/O error, 57 an intervention.
  return is_lost() || is_serialization() || is_class("53") || is_class("58") || is_class("57") ||
         is_class("28") || is_class("3D") ||
         std::find(temporary_codes.begin(), temporary_codes.end(), code_) != temporary_codes.end();
}

bool failure::is_constraint() const { return is_class("23"); }

base::status failure::to_status() const {
  if (!is_temporary())
    return {base::errc::internal, "", std::string("the store failed: ") + what()};
  constexpr std::int64_t retry_after_ms = 1000;
  return {base::errc::unavailable, "", std::string("the store is away: ") + what(), retry_after_ms};
}

}  // namespace parley::storage::postgres
