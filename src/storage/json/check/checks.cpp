#include "storage/json/check/checks.hpp"

#include <array>
#include <string>
#include <vector>

#include "storage/json/names.hpp"
#include "storage/json/values.hpp"

namespace parley::storage::json {

std::span<const check> checks() {
  static constexpr std::array table{
      check{"files", check_files},         check{"counts", check_counts},
      check{"bodies", check_bodies},       check{"records", check_records},
      check{"tallies", check_tallies},     check{"turns", check_turns},
      check{"summaries", check_summaries}, check{"jobs", check_jobs},
      check{"erased", check_erased},
  };
  return table;
}

namespace {

constexpr std::string_view reason_suffix = ".reason.txt";

/// Files below `folder`, but for those that say why another is there.
std::vector<std::string> files_below(disk& d, const std::string& folder) {
  const auto entries = d.list(folder);
  if (!entries) throw unreadable(entries.error().text);
  std::vector<std::string> found;
  for (const auto& entry : *entries) {
    const auto name = folder + "/" + entry.name;
    if (entry.what == disk::kind::folder) {
      const auto below = files_below(d, name);
      found.insert(found.end(), below.begin(), below.end());
    } else if (!entry.name.ends_with(reason_suffix)) {
      found.push_back(name);
    }
  }
  return found;
}

std::string reason_of(disk& d, const std::string& name) {
  const auto text = d.read(name + std::string{reason_suffix});
  if (!text || !*text) return "why is not said";
  return (*text)->substr(0, (*text)->find('\n'));
}

}  // namespace

void check_files(examination& e) {
  std::set<std::string> told;
  for (const auto& each : e.store.report().broken) {
    e.found.report(each.name, each.why + "; it lies in " + each.now + " now");
    told.insert(each.now);
  }
  for (const auto& name : files_below(e.files, broken_folder))
    if (!told.contains(name))
      e.found.report(name, "was set aside earlier: " + reason_of(e.files, name));
}

}  // namespace parley::storage::json
