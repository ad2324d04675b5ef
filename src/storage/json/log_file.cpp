#include "storage/json/files.hpp"
#include "storage/json/log_rows.hpp"

namespace parley::storage::json {

using domain::json;

std::string write_log_file(const memory::tables& t, std::int64_t log) {
  json out = {{"format_version", format_version}, {"log", log}};
  write_rows(t.logs.at(log), out);
  return to_text(out);
}

void read_log_file(const json& file, std::int64_t expected, memory::facts& into) {
  if (number(file, "log") != expected) throw unreadable("its name is that of another log");
  if (into.logs.contains(expected)) throw unreadable("another file has this log");
  into.logs.put(expected, read_rows(file));
}

}  // namespace parley::storage::json
