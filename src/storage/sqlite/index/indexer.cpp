#include "storage/sqlite/index/indexer.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <optional>
#include <unordered_map>
#include <utility>

#include "storage/language/words.hpp"
#include "storage/sqlite/failure.hpp"
#include "storage/sqlite/index/file.hpp"
#include "storage/sqlite/index/store_rows.hpp"
#include "storage/sqlite/recovery.hpp"
#include "storage/sqlite/vfs_files.hpp"

namespace parley::storage::sqlite {
namespace {

/// Rows that are read at once: short read transactions, whatever the size of a step.
constexpr std::int64_t read_max = 2000;

/// Frames of the index's write-ahead log before it is moved into the file.
constexpr std::int64_t checkpoint_frames = 2000;

/// The store that the index is of could not be read.
struct source_failure {
  base::status error;
};

bool is_damage(const failure& f) {
  const int code = f.code() & 0xff;
  return code == SQLITE_CORRUPT || code == SQLITE_NOTADB || code == SQLITE_ERROR;
}

class sqlite_indexer : public indexer {
 public:
  sqlite_indexer(std::unique_ptr<index_source> store, std::string path, const options& opts)
      : path_(std::move(path)), options_(opts), store_(std::move(store)) {}

  base::result<void> open() {
    return guarded([&] { return base::result<void>{}; });
  }

  base::result<index_state> advance(std::int64_t rows_max) override {
    return guarded([&]() -> base::result<index_state> {
      index_state state;
      do {
        const auto wanted = std::min(rows_max, read_max);
        auto found = store_->rows(cursor_, INT64_MAX, wanted);
        if (!found) return base::fail(found.error());
        if (found->upto > cursor_) write(*found);
        state = {found->behind, found->indexed_upto};
        rows_max -= wanted;
      } while (rows_max > 0 && state.behind > 0);
      return state;
    });
  }

  base::result<void> forget(std::int64_t log) override {
    return guarded([&]() -> base::result<void> {
      for (const auto part : std::vector<std::int64_t>(parts_.begin(), parts_.end())) {
        const auto stale = has_stale(part, log);
        if (!stale) return base::fail(stale.error());
        if (!*stale) continue;
        if (auto made = make_again(part); !made) return made;
      }
      if (!file_->db().checkpoint(checkpoint_mode::truncate))
        return base::fail(base::errc::unavailable, "",
                          "The search index is being read; its log is emptied later.", 100);
      return {};
    });
  }

 private:
  /// Runs with an open index. One that turns out to be damaged is made again, once.
  template <class F>
  auto guarded(F work) -> decltype(work()) {
    for (bool again = true;; again = false) {
      try {
        if (!file_) take();
        return work();
      } catch (const source_failure& f) {
        return base::fail(f.error);
      } catch (const failure& f) {
        inserts_.clear();
        if (file_) file_->roll_back();
        file_.reset();
        in_doubt_ = in_doubt_ || f.is_io();
        if (!is_damage(f) || !again) return base::fail(f.to_status());
        damaged_ = true;
      }
    }
  }

  void take() {
    const auto place = store_->place();
    if (!place) throw source_failure{place.error()};
    open_file();
    const auto head = damaged_ ? index_head{} : file_->head();
    if (head.version != index_version || head.store_id != place->store_id ||
        head.cursor >= place->next_position) {
      file_->reset(place->store_id);
      damaged_ = false;
    }
    cursor_ = file_->head().cursor;
    parts_ = file_->parts();
  }

  /// What is no database at all is removed; whatever else is damaged is emptied where it is, so
  /// that those who have it open see that.
  void open_file() {
    try {
      file_.emplace(path_, options_);
    } catch (const failure& f) {
      if ((f.code() & 0xff) != SQLITE_NOTADB) throw;
      remove_database(path_, options_);
      file_.emplace(path_, options_);
    }
    // After a failed sync the machine may take for written what is not, see recovery.hpp.
    if (in_doubt_) make_durable(file_->db());
    in_doubt_ = false;
  }

  void insert(const indexed_rows& found) {
    std::string scope;
    for (const auto& row : found.rows) {
      const auto part = part_of(row.position);
      if (parts_.insert(part).second) file_->add_part(part);
      auto& add = insert_into(part);
      auto tenant = tenants_.find(row.tenant);
      if (tenant == tenants_.end()) {
        if (tenants_.size() > 10000) tenants_.clear();
        tenant = tenants_.emplace(row.tenant, tenant_scope(row.tenant)).first;
      }
      scope = tenant->second;
      scope += ' ';
      scope += log_scope(row.log);
      const auto content = language::with_marks(row.content);
      add.bind_all(row.position, std::string_view{scope}, std::string_view{content});
      add.run();
    }
  }

  statement& insert_into(std::int64_t part) {
    const auto place = inserts_.find(part);
    if (place != inserts_.end()) return place->second;
    inserts_.clear();  // rows come in the order of their parts
    return inserts_
        .emplace(part,
                 statement{file_->db().handle(), "INSERT INTO " + part_name(part) +
                                                     " (rowid, scope, content) VALUES (?,?,?)"})
        .first->second;
  }

  void write(const indexed_rows& found) {
    file_->begin();
    insert(found);
    file_->set_cursor(found.upto);
    file_->commit();
    cursor_ = found.upto;
    if (file_->db().wal_frames() >= checkpoint_frames)
      file_->db().checkpoint(checkpoint_mode::passive);
  }

  /// Whether the part has a row of the log that must not be found.
  base::result<bool> has_stale(std::int64_t part, std::int64_t log) {
    std::vector<std::int64_t> there;
    {
      statement find{file_->db().handle(), "SELECT rowid FROM " + part_name(part) + " WHERE " +
                                               part_name(part) + " MATCH ?"};
      const auto wanted = language::match_of({}, {log_scope(log)});
      find.bind(1, std::string_view{wanted});
      while (find.step()) there.push_back(find.integer(0));
    }
    if (there.empty()) return false;
    const auto shown = store_->shows_all(log, there);
    if (!shown) return base::fail(shown.error());
    return !*shown;
  }

  base::result<void> make_again(std::int64_t part) {
    const auto last = std::min(first_position(part + 1) - 1, cursor_);
    inserts_.clear();
    file_->begin();
    file_->drop_part(part);
    parts_.erase(part);
    for (auto at = first_position(part) - 1; at < last;) {
      auto found = store_->rows(at, last, read_max);
      if (!found) {
        file_->roll_back();
        file_.reset();  // its parts are read again
        return base::fail(found.error());
      }
      insert(*found);
      at = found->upto;
    }
    file_->commit();
    return {};
  }

  std::string path_;
  options options_;
  std::unique_ptr<index_source> store_;
  std::optional<index_file> file_;
  bool damaged_ = false;
  bool in_doubt_ = false;  ///< what was written may not be on the disk
  std::int64_t cursor_ = 0;
  std::set<std::int64_t> parts_;
  std::unordered_map<std::int64_t, statement> inserts_;   // gone before the file
  std::unordered_map<std::string, std::string> tenants_;  ///< their scopes
};

}  // namespace

base::result<std::unique_ptr<indexer>> open_indexer(std::unique_ptr<index_source> store,
                                                    const std::string& path, const options& opts) {
  auto made = std::make_unique<sqlite_indexer>(std::move(store), path, opts);
  if (auto opened = made->open(); !opened) return base::fail(opened.error());
  return made;
}

base::result<std::unique_ptr<indexer>> open_indexer(const std::string& store_path,
                                                    const options& opts) {
  return open_indexer(make_index_source(store_path, opts), index_path(store_path), opts);
}

}  // namespace parley::storage::sqlite
