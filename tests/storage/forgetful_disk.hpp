#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "parley/testing/seeded_entropy.hpp"
#include "storage/json/disk.hpp"

namespace parley::tests {

/// A disk in memory that forgets what was not synced when its power is cut: of a file that was
/// being written any beginning of the new bytes may be left, of the names of a folder those of any
/// moment since it was synced.
class forgetful_disk : public storage::json::disk {
 public:
  explicit forgetful_disk(std::uint64_t seed) : random_(seed) {}

  enum class fault : std::uint8_t {
    none,
    error,   ///< the operation does nothing and fails
    halved,  ///< a write leaves half of its bytes, other operations are done; then they fail
    power,   ///< the operation and all that follow fail, until the power is back
  };
  /// Of the operation that changes something with that number, the first is 1; 0: none.
  void plan(fault what, std::int64_t operation);
  std::int64_t operations() const { return operations_; }

  /// Writes that would make the files larger than this fail.
  std::optional<std::size_t> bytes_max;

  /// Largest file of a store.
  std::size_t largest_file = std::size_t{1} << 30;
  std::size_t file_bytes_max() const override { return largest_file; }

  /// Files that cannot be read, as those of somebody else.
  std::set<std::string> closed;

  /// Bytes of the largest write so far.
  std::size_t largest_write = 0;

  /// Cuts the power and brings it back.
  void lose_power();
  /// After a process that was killed: what it did until then is there, synced or not.
  void go_on();

  /// Of all files.
  std::size_t bytes_used() const;
  /// As they are now, by name.
  std::map<std::string, std::string> files() const;
  /// As if somebody had put it there, durable.
  void put(const std::string& name, const std::string& bytes);

  base::result<std::optional<std::string>> read_upto(const std::string& name,
                                                     std::size_t bytes_max) override;
  base::result<void> write(const std::string& name, std::string_view bytes) override;
  base::result<void> rename(const std::string& from, const std::string& to) override;
  base::result<void> remove(const std::string& name) override;
  base::result<void> make_folder(const std::string& name) override;
  base::result<void> sync_folder(const std::string& name) override;
  base::result<std::vector<entry>> list(const std::string& folder) override;

 private:
  static constexpr std::int64_t no_file = 0;  ///< a name that leads to a folder
  struct content {
    std::string now;
    std::string synced;
    bool is_synced = false;
  };
  /// Names in a folder, and what they lead to; a change of one.
  using names = std::map<std::string, std::int64_t>;
  struct change {
    std::string name;
    std::optional<std::int64_t> to;
  };
  struct folder {
    names now;
    names synced;
    std::vector<change> since;
  };

  tl::unexpected<base::status> fail(const std::string& what) const;
  /// Whether the next operation is done; what it does when it is not is up to it.
  fault next();
  folder* parent_of(const std::string& name, std::string& part);
  void set(folder& in, const std::string& part, std::optional<std::int64_t> to);

  testing::seeded_entropy random_;
  std::map<std::string, folder> folders_{{"", {}}};
  std::map<std::int64_t, content> contents_;
  std::int64_t next_content_ = 1;
  std::int64_t operations_ = 0;
  std::int64_t planned_at_ = 0;
  fault planned_ = fault::none;
  bool has_power_ = true;
};

}  // namespace parley::tests
