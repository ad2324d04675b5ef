#include "storage/json/files.hpp"

namespace parley::storage::json {

using domain::json;

std::string write_store_file(const store_record& r) {
  return to_text({{"format", "parley json store"},
                  {"format_version", format_version},
                  {"store_id", r.store_id},
                  {"epoch", r.next.epoch},
                  {"next",
                   {{"session", r.next.next_session},
                    {"log", r.next.next_log},
                    {"job", r.next.next_job},
                    {"position", r.next.next_position}}}});
}

store_record read_store_file(const json& file) {
  store_record r;
  r.store_id = text(file, "store_id");
  r.next.epoch = static_cast<std::uint64_t>(number(file, "epoch"));
  const auto& next = member(file, "next");
  r.next.next_session = number(next, "session");
  r.next.next_log = number(next, "log");
  r.next.next_job = number(next, "job");
  r.next.next_position = number(next, "position");
  return r;
}

std::int64_t version_of(const json& file) {
  return find(file, "format_version") ? number(file, "format_version") : 0;
}

}  // namespace parley::storage::json
