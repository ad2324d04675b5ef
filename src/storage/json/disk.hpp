#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "parley/base/status.hpp"

namespace parley::storage::json {

/// A folder with what is below it, as a store of files needs it. Names are relative, their parts
/// joined by '/'; "" is the folder itself. No name leads outside: a part that is a symbolic link,
/// or `..`, is an error. Errors are unavailable where nothing else is said, and their texts name
/// the path. Used by one thread.
class disk {
 public:
  enum class kind : std::uint8_t { file, folder, other };
  struct entry {
    std::string name;  ///< one part
    kind what = kind::file;
    friend bool operator==(const entry&, const entry&) = default;
  };

  virtual ~disk() = default;

  static constexpr std::size_t unlimited = std::numeric_limits<std::size_t>::max();

  /// A store writes no larger file, but for its journal, and reads none.
  virtual std::size_t file_bytes_max() const { return std::size_t{1} << 30; }

  /// nullopt: there is no file of that name. invalid_argument: the disk is well, and what has that
  /// name cannot be read: it is larger than `bytes_max`, closed to this process, or no file.
  virtual base::result<std::optional<std::string>> read_upto(const std::string& name,
                                                             std::size_t bytes_max) = 0;
  base::result<std::optional<std::string>> read(const std::string& name) {
    return read_upto(name, file_bytes_max());
  }

  /// Makes the file, or replaces what it holds; synced when it returns. The name of a new file is
  /// durable when its folder was synced. After an error anything may be in the file.
  virtual base::result<void> write(const std::string& name, std::string_view bytes) = 0;

  /// Of a file or folder, within the folder; replaces a file of that name.
  virtual base::result<void> rename(const std::string& from, const std::string& to) = 0;
  /// One that is not there is no error.
  virtual base::result<void> remove(const std::string& name) = 0;
  /// One that is there is no error.
  virtual base::result<void> make_folder(const std::string& name) = 0;
  /// Names that were made, renamed and removed in the folder are durable afterwards.
  virtual base::result<void> sync_folder(const std::string& name) = 0;
  /// By name; nothing when there is no such folder.
  virtual base::result<std::vector<entry>> list(const std::string& folder) = 0;
};

/// The machine's own. `root` may itself be reached by a symbolic link.
std::unique_ptr<disk> posix_disk(std::string root);

/// The folder of a name; "" of one without.
std::string folder_of(const std::string& name);

/// Replaces the file by a whole one in one step: written beside it under `NAME.part`, synced,
/// renamed. Its folder is there, and still to be synced.
base::result<void> replace(disk& d, const std::string& name, std::string_view bytes);

/// What an interrupted `replace` leaves.
inline constexpr std::string_view part_suffix = ".part";

}  // namespace parley::storage::json
