#include "export_check.hpp"

#include "line_reader.hpp"
#include "parley/base/digest.hpp"
#include "parley/domain/json.hpp"
#include "parley/domain/transcript.hpp"

namespace parley::tools {

namespace {

auto damaged(const std::string& why) {
  return base::fail(base::errc::conflict, "", "the export is damaged: " + why);
}

bool says(const domain::json& end, const char* field, const domain::json& expected) {
  const auto found = end.find(field);
  return found != end.end() && *found == expected;
}

}  // namespace

base::result<void> check_export(std::istream& in, std::int64_t line_bytes_max) {
  line_reader reader(in, line_bytes_max);
  base::sha256 digest;
  std::int64_t sessions = 0;
  std::int64_t messages = 0;
  for (;;) {
    const auto found = reader.next();
    if (found == line_reader::found::end) break;
    // The one that cuts the file into requests reports it with its line.
    if (found == line_reader::found::too_long) return {};
    const auto value = domain::parse_json(reader.line());
    const auto kind = value ? domain::kind_of_line(*value) : domain::line_kind::unknown;
    if (reader.number() == 1 && kind != domain::line_kind::header) return {};
    sessions += kind == domain::line_kind::session ? 1 : 0;
    messages += kind == domain::line_kind::message ? 1 : 0;
    if (kind != domain::line_kind::end) {
      digest.update(reader.line());
      continue;
    }
    if (!says(*value, "sha256", digest.hex())) {
      return damaged("its digest is not that of its lines");
    }
    if (reader.next() != line_reader::found::end) return damaged("something follows its last line");
    if (!says(*value, "sessions", sessions) || !says(*value, "messages", messages)) {
      return damaged("its last line counts other sessions or messages than there are");
    }
    return {};
  }
  if (reader.number() == 0) return {};
  return damaged("its last line is missing, it breaks off");
}

}  // namespace parley::tools
