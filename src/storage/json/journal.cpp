#include "storage/json/journal.hpp"

#include <charconv>
#include <set>
#include <utility>

#include "parley/base/digest.hpp"
#include "storage/json/names.hpp"

namespace parley::storage::json {
namespace {

// parley journal 1 DIGEST
// put BYTES NAME
// ...the bytes, and a line end
// remove NAME
constexpr std::string_view title = "parley journal 1 ";

std::string digest_of(std::string_view body) {
  base::sha256 sum;
  sum.update(body);
  return sum.hex();
}

/// Takes pieces off the front of a text.
class pieces {
 public:
  explicit pieces(std::string_view rest) : rest_(rest) {}

  bool done() const { return rest_.empty(); }
  bool skip(std::string_view expected) {
    if (!rest_.starts_with(expected)) return false;
    rest_.remove_prefix(expected.size());
    return true;
  }
  std::optional<std::string_view> upto(char end) {
    const auto at = rest_.find(end);
    if (at == std::string_view::npos) return std::nullopt;
    const auto piece = rest_.substr(0, at);
    rest_.remove_prefix(at + 1);
    return piece;
  }
  std::optional<std::string_view> take(std::size_t bytes) {
    if (bytes > rest_.size()) return std::nullopt;
    const auto piece = rest_.substr(0, bytes);
    rest_.remove_prefix(bytes);
    return piece;
  }
  std::string_view rest() const { return rest_; }

 private:
  std::string_view rest_;
};

tl::unexpected<base::status> torn(const char* why) {
  return base::fail(base::errc::invalid_argument, "", std::string{"the journal "} + why);
}

/// One change; false when it cannot be read.
bool read_change(pieces& body, file_changes& changes) {
  if (body.skip("remove ")) {
    const auto name = body.upto('\n');
    if (name) changes[std::string{*name}] = std::nullopt;
    return name.has_value();
  }
  if (!body.skip("put ")) return false;
  const auto size = body.upto(' ');
  const auto name = body.upto('\n');
  std::size_t bytes = 0;
  if (!size || !name ||
      std::from_chars(size->data(), size->data() + size->size(), bytes).ec != std::errc{})
    return false;
  const auto content = body.take(bytes);
  if (!content || !body.skip("\n")) return false;
  changes[std::string{*name}] = std::string{*content};
  return true;
}

std::optional<base::status> too_large(const file_changes& changes, std::size_t file_bytes_max) {
  for (const auto& [name, content] : changes)
    if (content && content->size() > file_bytes_max)
      return base::status{base::errc::too_large, "",
                          "The file " + name + " would have " + std::to_string(content->size()) +
                              " bytes, at most " + std::to_string(file_bytes_max) +
                              " are allowed."};
  return std::nullopt;
}

}  // namespace

std::size_t bytes_of(const file_changes& changes) {
  std::size_t sum = 0;
  for (const auto& [name, content] : changes) sum += content ? content->size() : 0;
  return sum;
}

std::string write_journal(const file_changes& changes) {
  std::string body;
  for (const auto& [name, content] : changes) {
    if (content)
      body.append("put ")
          .append(std::to_string(content->size()))
          .append(" ")
          .append(name)
          .append("\n")
          .append(*content)
          .append("\n");
    else
      body.append("remove ").append(name).append("\n");
  }
  return std::string{title} + digest_of(body) + "\n" + body;
}

base::result<file_changes> read_journal(std::string_view text) {
  pieces all{text};
  if (!all.skip(title)) return torn("has no title that is known");
  const auto digest = all.upto('\n');
  if (!digest || *digest != digest_of(all.rest())) return torn("is not what its digest says");
  file_changes changes;
  while (!all.done())
    if (!read_change(all, changes)) return torn("has a change that cannot be read");
  for (const auto& [name, content] : changes)
    if (!is_of_store(name)) return torn("names a file that is none of a store");
  return changes;
}

std::optional<journal_failure> keep_journal(disk& d, const file_changes& changes,
                                            std::size_t file_bytes_max) {
  if (auto why = too_large(changes, file_bytes_max)) return journal_failure{*std::move(why), false};
  const auto part = std::string{journal_file} + std::string{part_suffix};
  if (auto done = d.write(part, write_journal(changes)); !done) {
    // A full disk has room again without it; a part that stays is of no account.
    static_cast<void>(d.remove(part));
    return journal_failure{done.error(), false};
  }
  if (auto done = d.rename(part, journal_file); !done) return journal_failure{done.error(), true};
  if (auto done = d.sync_folder(""); !done) return journal_failure{done.error(), true};
  return std::nullopt;
}

base::result<void> carry_out(disk& d, durable_folders& folders, const file_changes& changes) {
  std::set<std::string> changed;
  for (const auto& [name, content] : changes) {
    const auto folder = folder_of(name);
    if (changed.insert(folder).second)
      if (auto made = folders.make(folder); !made) return made;
    if (auto done = content ? replace(d, name, *content) : d.remove(name); !done) return done;
  }
  for (const auto& folder : changed)
    if (auto done = d.sync_folder(folder); !done) return done;
  return d.remove(journal_file).and_then([&] { return d.sync_folder(""); });
}

}  // namespace parley::storage::json
