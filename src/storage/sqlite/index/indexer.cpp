#include "storage/sqlite/index/indexer.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <optional>
#include <unordered_map>
#include <utility>

#include "parley/domain/names.hpp"
#include "storage/language/words.hpp"
#include "storage/sqlite/failure.hpp"
#include "storage/sqlite/index/file.hpp"
#include "storage/sqlite/index/source.hpp"
#include "storage/sqlite/recovery.hpp"
#include "storage/sqlite/vfs_files.hpp"

namespace parley::storage::sqlite {
namespace {

/// Rows that are read at once: short read transactions, whatever the size of a step.
constexpr std::int64_t read_max = 2000;

/// Frames of the index's write-ahead log before it is moved into the file.
constexpr std::int64_t checkpoint_frames = 2000;

const std::string identity_sql =
    "SELECT (SELECT value FROM meta WHERE name = 'store_id'), "
    "(SELECT value FROM meta WHERE name = 'next_position')";
const std::string row_sql = "SELECT seq, status FROM message WHERE position = ?";

bool is_damage(const failure& f) {
  const int code = f.code() & 0xff;
  return code == SQLITE_CORRUPT || code == SQLITE_NOTADB || code == SQLITE_ERROR;
}

class sqlite_indexer : public indexer {
 public:
  sqlite_indexer(const std::string& store_path, const options& opts)
      : path_(index_path(store_path)), options_(opts), store_(store_path, opts) {}

  base::result<void> open() {
    return guarded([&] { return base::result<void>{}; });
  }

  base::result<index_state> advance(std::int64_t rows_max) override {
    return guarded([&]() -> base::result<index_state> {
      index_state state;
      do {
        const auto wanted = std::min(rows_max, read_max);
        auto found = read(cursor_, INT64_MAX, wanted);
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
    std::int64_t store_id = 0;
    std::int64_t next_position = 0;
    const auto known = store_.in_snapshot([&]() -> base::result<void> {
      running row{store_.sql(identity_sql)};
      if (row->step()) {
        store_id = row->integer(0);
        next_position = row->integer(1);
      }
      return {};
    });
    if (!known) throw failure(SQLITE_IOERR, known.error().text);
    open_file();
    const auto head = damaged_ ? index_head{} : file_->head();
    if (head.version != index_version || head.store_id != store_id ||
        head.cursor >= next_position) {
      file_->reset(store_id);
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

  base::result<indexed_rows> read(std::int64_t after, std::int64_t last, std::int64_t rows_max) {
    return store_.in_snapshot(
        [&]() -> base::result<indexed_rows> { return read_rows(store_, after, last, rows_max); });
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
    return store_.in_snapshot([&]() -> base::result<bool> {
      const auto reach = reach_of(store_, log);
      for (const auto position : there) {
        running row{store_.sql(row_sql)};
        row->bind_all(position);
        const bool shown =
            row->step() && row->integer(0) <= reach.upto &&
            row->integer(1) != static_cast<std::int64_t>(domain::message_status::erased);
        if (!shown) return true;
      }
      return false;
    });
  }

  base::result<void> make_again(std::int64_t part) {
    const auto last = std::min(first_position(part + 1) - 1, cursor_);
    inserts_.clear();
    file_->begin();
    file_->drop_part(part);
    parts_.erase(part);
    for (auto at = first_position(part) - 1; at < last;) {
      auto found = read(at, last, read_max);
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
  reader_connection store_;
  std::optional<index_file> file_;
  bool damaged_ = false;
  bool in_doubt_ = false;  ///< what was written may not be on the disk
  std::int64_t cursor_ = 0;
  std::set<std::int64_t> parts_;
  std::unordered_map<std::int64_t, statement> inserts_;   // gone before the file
  std::unordered_map<std::string, std::string> tenants_;  ///< their scopes
};

}  // namespace

base::result<std::unique_ptr<indexer>> open_indexer(const std::string& store_path,
                                                    const options& opts) {
  auto made = std::make_unique<sqlite_indexer>(store_path, opts);
  if (auto opened = made->open(); !opened) return base::fail(opened.error());
  return made;
}

}  // namespace parley::storage::sqlite
