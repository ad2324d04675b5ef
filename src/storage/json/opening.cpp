#include "storage/json/opening.hpp"

#include <algorithm>
#include <array>
#include <exception>

#include "parley/base/ids.hpp"
#include "storage/json/files_at_opening.hpp"
#include "storage/json/misfits.hpp"
#include "storage/json/names.hpp"

namespace parley::storage::json {
namespace {

/// A folder is a store when it has nothing else.
base::result<void> check_foreign(disk& d) {
  static constexpr std::array<std::string_view, 8> known{
      store_file,  lock_name,      journal_file,  sessions_folder,
      logs_folder, tenants_folder, broken_folder, "README.md"};
  const auto there = d.list("");
  if (!there) return base::fail(there.error());
  for (const auto& entry : *there) {
    if (std::find(known.begin(), known.end(), entry.name) != known.end()) continue;
    if (entry.name == std::string{store_file} + std::string{part_suffix} ||
        entry.name == std::string{journal_file} + std::string{part_suffix}) {
      if (auto done = d.remove(entry.name); !done) return done;
      continue;
    }
    return base::fail(base::errc::invalid_argument, "store.uri",
                      "the folder has " + entry.name +
                          ", which is none of a store's; a store has a folder of its own");
  }
  return {};
}

base::result<void> redo(open_journal& journal, files_at_opening& files) {
  const auto torn = journal.redo();
  if (!torn) return base::fail(torn.error());
  return *torn ? files.put_aside(journal_file, **torn) : base::result<void>{};
}

base::result<void> read_record(disk& d, const memory::tables& t, files_at_opening& files,
                               opened& found) {
  const auto text = d.read(store_file);
  if (!text) return base::fail(text.error());
  found.is_new = !text->has_value();
  if (*text) {
    try {
      const auto file = read_object(**text);
      if (version_of(file) > format_version)
        return base::fail(base::errc::invalid_argument, "store.uri",
                          "the store is of version " + std::to_string(version_of(file)) +
                              ", this program reads versions up to " +
                              std::to_string(format_version) + "; use a newer parley");
      found.record = read_store_file(file);
      return {};
    } catch (const std::exception& e) {
      if (auto done = files.put_aside(store_file, e.what()); !done) return done;
    }
    // Numbers that went with files that are gone are not known any more: begin far above.
    constexpr std::int64_t margin = 1'000'000;
    found.record.next = {0, margin, margin, margin, margin};
  }
  found.record.store_id = base::make_uuid(*t.clock, base::system_entropy());
  return {};
}

}  // namespace

base::result<opened> open_folder(disk& d, open_journal& journal, memory::tables& t) {
  opened found;
  files_at_opening files{d, journal, t, found};
  const auto done = check_foreign(d)
                        .and_then([&] { return redo(journal, files); })
                        .and_then([&] { return read_record(d, t, files, found); })
                        .and_then([&] { return files.read_tenants(); })
                        .and_then([&] { return files.read_sessions(); })
                        .and_then([&] { return files.read_logs(); })
                        .and_then([&] { return files.remove_misfits(); })
                        .and_then([&] {
                          drop_lost_moves(t);
                          static_cast<memory::counters&>(t) = found.record.next;
                          raise_counters(t);
                          t.index();
                          t.count();
                          return files.take_older_files();
                        });
  if (!done) return base::fail(done.error());
  return found;
}

}  // namespace parley::storage::json
