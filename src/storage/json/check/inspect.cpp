#include "storage/json/check/inspect.hpp"

#include <exception>
#include <utility>

#include "storage/json/changes.hpp"
#include "storage/json/check/checks.hpp"
#include "storage/json/names.hpp"

namespace parley::storage::json {
namespace {

base::result<void> write_changes(examination& e) {
  const auto changes = changed_files(e.tables());
  if (changes.empty()) return {};
  if (const auto failed = keep_journal(e.files, changes)) return base::fail(failed->error);
  return carry_out(e.files, changes);
}

void run(examination& e, const check& each) {
  const auto before = e.found.now();
  e.found.begin(each.name);
  e.tables().track();
  std::string why;
  try {
    each.run(e);
    const auto done = write_changes(e);
    if (done) return;
    why = done.error().text;
  } catch (const std::exception& x) {
    why = x.what();
  }
  e.tables().undo();
  e.tables().index();
  e.found.set_repaired(before, false);
  e.found.report("store", "the check cannot be made: " + why);
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
  return std::move(e.found.result());
}

}  // namespace parley::storage::json
