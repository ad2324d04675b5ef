#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "storage/sqlite/options.hpp"

struct sqlite3;

namespace parley::storage::sqlite {

enum class access {
  write,
  read,
  index,  ///< writes a file that can be made again: a commit waits for no sync, a checkpoint does
  probe,  ///< looks at a file that may not be parley's, and leaves it as it is
};

/// What a checkpoint does beside moving the write-ahead log into the file.
enum class checkpoint_mode {
  passive,       ///< nothing: it moves what no reader holds back
  truncate,      ///< leaves the log empty; waits a little for readers
  truncate_now,  ///< the same without waiting
};

/// One open connection. Used by one thread; every method throws `failure`. Its SQL has the function
/// `code_points(text)`, unless it is a probe.
///
/// Closing one never makes a checkpoint by itself: after an error nobody should write to the file
/// unasked. The writer asks.
class connection {
 public:
  connection(const std::string& path, const options& opts, access mode);

  sqlite3* handle() const { return db_.get(); }

  /// Runs SQL without parameters and without rows.
  void run(const char* sql);

  /// The first column of the first row; 0 when there is none.
  std::int64_t integer(const char* sql);

  /// Makes an empty database of the file, whatever it was, also for others that have it open.
  void clear();

  /// False when somebody was in the way.
  bool checkpoint(checkpoint_mode mode);

  /// Frames in the write-ahead log after this connection's last commit.
  std::int64_t wal_frames() const { return wal_->frames; }

 private:
  struct close {
    void operator()(sqlite3* db) const noexcept;
  };
  struct wal_state {
    std::int64_t frames = 0;
  };
  static int after_commit(void* state, sqlite3* db, const char* name, int frames);

  std::unique_ptr<wal_state> wal_;  // outlives the connection that points to it
  std::unique_ptr<sqlite3, close> db_;
};

}  // namespace parley::storage::sqlite
