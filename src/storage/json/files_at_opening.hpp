#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "storage/json/opening.hpp"

namespace parley::storage::json {

/// Reads the files of a folder one by one into tables. Whatever is broken, too large, or closed to
/// this process is set aside; an error is the disk's, or a file of a newer version.
class files_at_opening {
 public:
  files_at_opening(disk& d, open_journal& journal, memory::tables& t, opened& report)
      : disk_(d), folders_(d), journal_(journal), tables_(t), report_(report) {}

  base::result<void> read_tenants();
  base::result<void> read_sessions();
  base::result<void> read_logs();
  /// Sessions that cannot stand beside what was read go again, and logs that nobody knows.
  base::result<void> remove_misfits();
  /// Sessions of older files, once the tables have their indexes.
  base::result<void> take_older_files();

  base::result<void> put_aside(const std::string& name, const std::string& why);

 private:
  /// A file of the older kinds, and the session that its name gives.
  struct older_file {
    std::string name;
    std::string tenant;
    std::string id;
  };

  /// The file could not be read; it is set aside when that is its own fault and not the disk's.
  base::result<void> put_aside_unless_down(const std::string& name, const base::status& error);
  base::result<std::vector<disk::entry>> files_of(const std::string& folder);
  base::result<void> read_sessions_of(const std::string& folder, const std::string& tenant);
  base::result<void> read_session(const std::string& name, const std::string& tenant,
                                  const std::string& part);
  base::result<void> take(const older_file& file);
  std::string taken(const older_file& file, const std::string& text);
  /// Runs `read` with the object that the file holds; what it throws sets the file aside.
  template <class F>
  base::result<void> with_file(const std::string& name, F read);
  void check_positions(std::int64_t log);

  disk& disk_;
  durable_folders folders_;
  open_journal& journal_;
  memory::tables& tables_;
  opened& report_;
  std::map<std::int64_t, std::string> file_of_key_;
  std::set<std::int64_t> positions_;
  std::vector<older_file> older_;
};

}  // namespace parley::storage::json
