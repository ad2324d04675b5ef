#include <algorithm>
#include <optional>
#include <set>

#include "storage/language/words.hpp"
#include "storage/sqlite/check/checks.hpp"
#include "storage/sqlite/check/index_part.hpp"
#include "storage/sqlite/failure.hpp"
#include "storage/sqlite/vfs_files.hpp"

namespace parley::storage::sqlite {
namespace {

constexpr std::int64_t rows_at_once = 2000;

/// Every so many positions a message is asked for by one of its words.
constexpr std::int64_t sample_every = 997;
/// Longer ones are no words that anybody asks for.
constexpr std::size_t phrase_bytes_max = 100;

const std::string following_sql =
    "SELECT position FROM message WHERE position >= ? ORDER BY position LIMIT 1";
const std::string store_id_sql = "SELECT value FROM meta WHERE name = 'store_id'";
const std::string next_position_sql = "SELECT value FROM meta WHERE name = 'next_position'";
const std::string log_sql = "SELECT log FROM message WHERE position = ?";
const std::string leaving_sql =
    "SELECT json_extract(payload, '$.log') FROM job WHERE kind IN (2, 4) AND json_valid(payload)";

/// Messages of a part with the same mistake, reported as one.
struct mistake {
  const char* does;
  const char* what;
  std::int64_t count = 0;
  std::int64_t first = 0;

  void add(std::int64_t position) {
    if (count++ == 0) first = position;
  }
  void report(examination& e, std::int64_t part) const {
    if (count > 0)
      e.report(
          "index part " + std::to_string(part),
          does + std::to_string(count) + what + ", the first at position " + std::to_string(first));
  }
};

class index_check {
 public:
  explicit index_check(examination& e)
      : e_(e),
        store_(e.path(), e.opts()),
        file_(index_path(e.path()), e.opts()),
        log_of_(e.store().handle(), log_sql) {
    statement row{e.store().handle(), leaving_sql};
    while (row.step()) leaving_.insert(row.integer(0));
  }

  void run() {
    const auto head = file_.head();
    // One of another version or store is made again when a server starts.
    if (head.version != index_version || head.store_id != e_.store().integer(store_id_sql.c_str()))
      return;
    check_file();
    if (head.cursor >= e_.store().integer(next_position_sql.c_str()))
      e_.report("index", "goes up to position " + std::to_string(head.cursor) +
                             ", which the store has not given");
    parts_ = file_.parts();
    for (auto part = next_part(0); part && first_position(*part) <= head.cursor;
         part = next_part(*part + 1))
      check_part(*part, std::min(first_position(*part + 1) - 1, head.cursor));
  }

 private:
  void check_file() {
    statement row{file_.db().handle(), "PRAGMA integrity_check(100)"};
    while (row.step())
      if (row.text(0) != "ok") e_.report("index", std::string{row.text(0)});
  }

  /// The next one that is there or should be.
  std::optional<std::int64_t> next_part(std::int64_t from) {
    std::optional<std::int64_t> next;
    if (const auto it = parts_.lower_bound(from); it != parts_.end()) next = *it;
    statement row{e_.store().handle(), following_sql};
    row.bind_all(first_position(from));
    if (!row.step()) return next;
    const auto wanted = part_of(row.integer(0));
    return next ? std::min(*next, wanted) : wanted;
  }

  void check_part(std::int64_t part, std::int64_t last) {
    const bool there = parts_.contains(part);
    index_part found{file_.db(), part, there};
    mistake missing{"lacks ", " messages"};
    mistake elsewhere{"has ", " messages as those of another session"};
    mistake not_found{"does not find ", " messages by their words"};
    mistake stray{"has ", " messages that no history shows"};
    for (auto at = first_position(part) - 1; at < last;) {
      auto rows = store_.in_snapshot([&]() -> base::result<indexed_rows> {
        return read_rows(store_, at, last, rows_at_once);
      });
      if (!rows) throw failure(0, rows.error().text);
      for (const auto& row : rows->rows) {
        const auto verdict = found.take(row);
        if (verdict == index_part::verdict::missing) missing.add(row.position);
        if (verdict == index_part::verdict::elsewhere) elsewhere.add(row.position);
        if (verdict == index_part::verdict::right && row.position % sample_every == 1 &&
            !is_found(part, row))
          not_found.add(row.position);
      }
      // Behind the store's last position, as its counter says, there is nothing to go on to.
      at = rows->upto > at ? rows->upto : last;
    }
    for (const auto position : found.strays())
      if (!waits(position)) stray.add(position);
    for (const auto* each : {&missing, &elsewhere, &not_found, &stray}) each->report(e_, part);
    if (there) check_structure(part);
  }

  /// Whether a job will take the message out of the index with its row or text.
  bool waits(std::int64_t position) {
    log_of_.bind_all(position);
    const bool there = log_of_.step();
    const auto log = there ? log_of_.integer(0) : 0;
    log_of_.reset();
    return there && leaving_.contains(log);
  }

  bool is_found(std::int64_t part, const indexed_row& row) {
    for (const auto& phrase : language::phrases_of(row.content)) {
      const bool plain = std::none_of(phrase.begin(), phrase.end(),
                                      [](unsigned char c) { return c < ' ' || c == 127; });
      // Signs beyond ASCII may be no word to the tokenizer; letters and digits of it are.
      const bool word = std::any_of(phrase.begin(), phrase.end(), [](unsigned char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      });
      if (!plain || !word || phrase.size() > phrase_bytes_max) continue;
      const auto wanted = language::match_of({phrase}, {log_scope(row.log)});
      const auto name = part_name(part);
      statement find{file_.db().handle(),
                     "SELECT 1 FROM " + name + " WHERE " + name + " MATCH ? AND rowid = ?"};
      find.bind_all(std::string_view{wanted}, row.position);
      return find.step();
    }
    return true;
  }

  void check_structure(std::int64_t part) {
    const auto name = part_name(part);
    try {
      file_.db().run(
          ("INSERT INTO " + name + " (" + name + ") VALUES ('integrity-check')").c_str());
    } catch (const failure& f) {
      e_.report("index part " + std::to_string(part), std::string{"is damaged: "} + f.what());
    }
  }

  examination& e_;
  reader_connection store_;
  index_file file_;
  std::set<std::int64_t> parts_;
  std::set<std::int64_t> leaving_;  ///< logs of which a job removes something
  statement log_of_;
};

}  // namespace

void check_index(examination& e) {
  const auto path = index_path(e.path());
  // Without an index a server makes one.
  if (!file_exists(path, e.opts())) return;
  const auto before = e.now();
  try {
    index_check{e}.run();
  } catch (const failure& f) {
    e.report("index", std::string{"is damaged: "} + f.what());
  }
  if (e.repair() && e.found_since(before)) e.set_repaired(before, remove_database(path, e.opts()));
}

}  // namespace parley::storage::sqlite
