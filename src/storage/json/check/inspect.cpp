#include "storage/json/check/inspect.hpp"

#include <exception>
#include <utility>

#include "storage/json/changes.hpp"
#include "storage/json/check/checks.hpp"
#include "storage/json/names.hpp"

namespace parley::storage::json {

using storage::check::findings;

namespace {

/// Makes what the check changed durable; an error undoes it.
base::result<void> keep_changes(examination& e) {
  auto changes = changed_files(e.tables());
  if (changes.empty()) return {};
  const auto failed = e.store.journal().keep(std::move(changes), e.files.file_bytes_max());
  if (failed) return base::fail(failed->error);
  return {};
}

void report_failure(examination& e, const findings::mark& before, const std::string& why) {
  e.found.set_repaired(before, false);
  e.found.report("store", "the check cannot be made: " + why);
}

void run(examination& e, const check& each) {
  const auto before = e.found.now();
  e.found.begin(each.name);
  // What the last check repaired is durable, and comes into the files before there is more.
  if (const auto done = e.store.journal().finish(); !done)
    return report_failure(e, before, done.error().text);
  e.tables().track();
  std::string why;
  try {
    each.run(e);
    const auto kept = keep_changes(e);
    if (kept) return;
    why = kept.error().text;
  } catch (const std::exception& x) {
    why = x.what();
  }
  e.tables().undo();
  e.tables().index();
  report_failure(e, before, why);
}

}  // namespace

base::result<inspection> inspect(const std::string& path, const options& opts,
                                 const inspect_options& wanted) {
  const std::shared_ptr<disk> files =
      opts.files ? opts.files : std::shared_ptr<disk>{posix_disk(path)};
  const auto there = files->list("");
  bool is_store = false;
  if (there)
    for (const auto& entry : *there)
      is_store = is_store || entry.name == store_file || entry.name == sessions_folder;
  if (!is_store)
    return base::fail(base::errc::not_found, "store.uri", "there is no store at " + path);
  auto store = folder_store::open(path, opts);
  if (!store) return base::fail(store.error());
  examination e{**store, *files, wanted.repair};
  for (const auto& each : checks()) run(e, each);
  if (const auto done = e.store.journal().finish(); !done) return base::fail(done.error());
  return std::move(e.found.result());
}

}  // namespace parley::storage::json
