#include "storage/json/files_at_opening.hpp"

#include <algorithm>
#include <exception>
#include <utility>

#include "storage/json/changes.hpp"
#include "storage/json/chat_file.hpp"
#include "storage/json/misfits.hpp"
#include "storage/json/names.hpp"

namespace parley::storage::json {
namespace {

/// A name that a journal can hold.
bool is_printable(const std::string& name) {
  return std::none_of(name.begin(), name.end(),
                      [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

std::string stem_of(const std::string& part, std::string_view suffix) {
  return part.substr(0, part.size() - suffix.size());
}

/// Of a file that somebody put there: its name as a store would write it, or as it is.
std::string id_of(const std::string& stem) { return from_file_name(stem).value_or(stem); }

}  // namespace

base::result<void> files_at_opening::put_aside(const std::string& name, const std::string& why) {
  // Somebody's own name may be so long that nothing can be appended to it.
  constexpr std::size_t part_bytes_max = 230;
  const auto above = folder_of(name);
  const auto part =
      (above.empty() ? name : name.substr(above.size() + 1)).substr(0, part_bytes_max);
  const auto aside = std::string{broken_folder} + "/" + (above.empty() ? part : above + "/" + part);
  if (auto made = folders_.make(folder_of(aside)); !made) return made;
  const auto there = disk_.list(folder_of(aside));
  if (!there) return base::fail(there.error());
  auto to = aside;
  const auto used = [&] {
    return std::any_of(there->begin(), there->end(),
                       [&](const disk::entry& e) { return folder_of(aside) + "/" + e.name == to; });
  };
  for (int n = 2; used(); ++n) to = aside + "." + std::to_string(n);
  report_.broken.push_back({name, to, why});
  return disk_.rename(name, to)
      .and_then([&] { return disk_.write(to + ".reason.txt", why + "\n"); })
      .and_then([&] { return disk_.sync_folder(folder_of(to)); })
      .and_then([&] { return disk_.sync_folder(folder_of(name)); });
}

base::result<void> files_at_opening::put_aside_unless_down(const std::string& name,
                                                           const base::status& error) {
  if (error.code != base::errc::invalid_argument) return base::fail(error);
  return put_aside(name, error.text);
}

base::result<std::vector<disk::entry>> files_at_opening::files_of(const std::string& folder) {
  auto found = disk_.list(folder);
  if (!found) return found;
  std::vector<disk::entry> files;
  for (auto& entry : *found) {
    const auto name = folder + "/" + entry.name;
    if (entry.what == disk::kind::file && entry.name.ends_with(part_suffix)) {
      if (auto done = disk_.remove(name); !done) return base::fail(done.error());
    } else if (entry.what == disk::kind::other) {
      if (auto done = put_aside(name, "it is neither a file nor a folder"); !done)
        return base::fail(done.error());
    } else {
      files.push_back(std::move(entry));
    }
  }
  return files;
}

template <class F>
base::result<void> files_at_opening::with_file(const std::string& name, F read) {
  const auto text = disk_.read(name);
  if (!text) return put_aside_unless_down(name, text.error());
  tables_.track();
  try {
    const auto file = read_object(text->value_or(""));
    if (version_of(file) > format_version)
      return base::fail(base::errc::invalid_argument, "store.uri",
                        name + " was written by a newer version; this one reads versions up to " +
                            std::to_string(format_version));
    read(file);
    return {};
  } catch (const std::exception& e) {
    tables_.undo();
    return put_aside(name, e.what());
  }
}

base::result<void> files_at_opening::read_tenants() {
  const auto files = files_of(tenants_folder);
  if (!files) return base::fail(files.error());
  for (const auto& entry : *files) {
    const auto name = std::string{tenants_folder} + "/" + entry.name;
    const auto tenant = entry.name.ends_with(json_suffix)
                            ? from_file_name(stem_of(entry.name, json_suffix))
                            : std::nullopt;
    const auto done = entry.what != disk::kind::file || !tenant
                          ? put_aside(name, "its name is not that of a tenant")
                          : with_file(name, [&](const domain::json& file) {
                              read_tenant_file(file, *tenant, tables_);
                            });
    if (!done) return done;
  }
  return {};
}

base::result<void> files_at_opening::read_logs() {
  const auto files = files_of(logs_folder);
  if (!files) return base::fail(files.error());
  for (const auto& entry : *files) {
    const auto name = std::string{logs_folder} + "/" + entry.name;
    const auto log = log_of_file(entry.name);
    const auto done = entry.what != disk::kind::file || !log
                          ? put_aside(name, "its name is not that of a log")
                          : with_file(name, [&](const domain::json& file) {
                              read_log_file(file, *log, tables_);
                              check_positions(*log);
                            });
    if (!done) return done;
  }
  return {};
}

base::result<void> files_at_opening::read_sessions() {
  const auto folders = files_of(sessions_folder);
  if (!folders) return base::fail(folders.error());
  for (const auto& entry : *folders) {
    const auto name = std::string{sessions_folder} + "/" + entry.name;
    const auto tenant = from_file_name(entry.name);
    const auto done = entry.what != disk::kind::folder || !tenant
                          ? put_aside(name, "its name is not that of a tenant's folder")
                          : read_sessions_of(name, *tenant);
    if (!done) return done;
  }
  return {};
}

base::result<void> files_at_opening::read_sessions_of(const std::string& folder,
                                                      const std::string& tenant) {
  const auto files = files_of(folder);
  if (!files) return base::fail(files.error());
  for (const auto& entry : *files) {
    const auto name = folder + "/" + entry.name;
    base::result<void> done;
    if (entry.what != disk::kind::file || !is_printable(entry.name))
      done = put_aside(name, "its name is not that of a session");
    else if (entry.name.ends_with(lines_suffix))
      older_.push_back({name, tenant, {}});
    else if (entry.name.ends_with(json_suffix))
      done = read_session(name, tenant, entry.name);
    else
      done = put_aside(name, "its name is not that of a session");
    if (!done) return done;
  }
  return {};
}

base::result<void> files_at_opening::read_session(const std::string& name,
                                                  const std::string& tenant,
                                                  const std::string& part) {
  const auto stem = stem_of(part, json_suffix);
  return with_file(name, [&](const domain::json& file) {
    if (is_older(file)) {
      older_.push_back({name, tenant, id_of(stem)});
      return;
    }
    const auto id = from_file_name(stem);
    if (!id) throw unreadable("its name is not that of a session");
    const auto key = read_session_file(file, {tenant, *id}, tables_);
    check_positions(tables_.sessions.at(key).log);
    file_of_key_[key] = name;
  });
}

void files_at_opening::check_positions(std::int64_t log) {
  const auto& positions = tables_.logs.at(log).positions;
  const std::set<std::int64_t> own{positions.begin(), positions.end()};
  const auto taken = std::any_of(own.begin(), own.end(),
                                 [&](std::int64_t p) { return p < 1 || positions_.contains(p); });
  if (taken || own.size() != positions.size())
    throw unreadable("another message has the position of one of its messages");
  positions_.insert(own.begin(), own.end());
}

base::result<void> files_at_opening::remove_misfits() {
  for (auto found = misfits(tables_); !found.empty(); found = misfits(tables_)) {
    for (const auto& each : found) {
      const auto name = each.key == 0 ? file_of_log(each.log) : file_of_key_.at(each.key);
      if (auto done = put_aside(name, each.why); !done) return done;
      const auto row = tables_.sessions.find(each.key);
      if (row != tables_.sessions.end()) {
        const auto record = row->second.record;
        tables_.effects.erase_if([&](const auto& e) {
          return std::get<0>(e.first) == record.tenant_id &&
                 e.second.session_id == record.session_id;
        });
        tables_.sessions.erase(each.key);
      }
      tables_.logs.erase(each.log);
    }
  }
  return {};
}

std::string files_at_opening::taken(const older_file& file, const std::string& text) {
  std::vector<domain::json> all;
  if (file.name.ends_with(lines_suffix)) {
    auto lines = read_lines(text);
    if (!lines) return lines.error().text;
    all = *std::move(lines);
  } else {
    all.push_back(read_object(text));
  }
  for (auto& each : all) {
    const session_ref ref{file.tenant, file.id.empty() ? own_id(each) : file.id};
    if (auto done = take_older(std::move(each), ref, tables_); !done)
      return base::to_string(done.error());
  }
  return {};
}

base::result<void> files_at_opening::take(const older_file& file) {
  const auto text = disk_.read(file.name);
  if (!text) return put_aside_unless_down(file.name, text.error());
  tables_.track();
  std::string why;
  file_changes changes;
  try {
    why = taken(file, text->value_or(""));
    changes = changed_files(tables_);
  } catch (const std::exception& e) {
    why = e.what();
  }
  if (why.empty()) {
    changes.try_emplace(file.name, std::nullopt);
    const auto failed = journal_.keep(std::move(changes), disk_.file_bytes_max());
    if (!failed) {
      report_.older.push_back(file.name);
      return journal_.finish();
    }
    if (failed->error.code != base::errc::too_large) return base::fail(failed->error);
    why = failed->error.text;
  }
  tables_.undo();
  tables_.index();
  return put_aside(file.name, why);
}

base::result<void> files_at_opening::take_older_files() {
  for (const auto& file : older_)
    if (auto done = take(file); !done) return done;
  return {};
}

}  // namespace parley::storage::json
