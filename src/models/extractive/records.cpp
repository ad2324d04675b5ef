#include "models/extractive/records.hpp"

#include <cstdint>

#include "models/extractive/letters.hpp"
#include "parley/base/utf8.hpp"
#include "parley/domain/json.hpp"

namespace parley::models::extractive {

namespace {

using domain::json;

constexpr std::size_t records_max = 500;
constexpr std::size_t fields_max = 5000;
constexpr std::size_t depth_max = 64;
constexpr std::size_t list_chars_max = 120;

/// Follows the parser through the text. It keeps the numbers as they are written, which a tree of
/// values would not, and stops when it has seen enough.
class listener : public json::json_sax_t {
 public:
  explicit listener(const std::function<bool(const std::string&)>& left_out)
      : left_out_(left_out) {}

  std::vector<record> records;
  bool full = false;

  bool null() override { return true; }
  bool boolean(bool v) override { return scalar(v ? "true" : "false"); }
  bool number_integer(number_integer_t v) override { return scalar(std::to_string(v)); }
  bool number_unsigned(number_unsigned_t v) override { return scalar(std::to_string(v)); }
  bool number_float(number_float_t, const string_t& as_written) override {
    return scalar(as_written);
  }
  bool string(string_t& v) override { return scalar(squeezed(v)); }
  bool binary(binary_t&) override { return true; }

  bool start_object(std::size_t) override { return open(false); }
  bool end_object() override { return close(); }
  bool start_array(std::size_t) override { return open(true); }
  bool end_array() override { return close(); }
  bool key(string_t& name) override {
    open_.back().key = squeezed(name);
    return true;
  }
  bool parse_error(std::size_t, const std::string&, const json::exception&) override {
    return false;
  }

 private:
  struct container {
    bool list = false;
    bool skipped = false;
    std::string name;        ///< of the member that holds it
    std::string key;         ///< of the member that is being read
    std::size_t target = 0;  ///< the record that its scalars belong to
  };

  bool open(bool list) {
    if (open_.size() == depth_max) return false;
    container c{list, false, {}, {}, 0};
    if (!open_.empty()) {
      const auto& outer = open_.back();
      c.name = outer.list ? outer.name : outer.key;
      c.skipped = outer.skipped || (!outer.list && left_out_(outer.key));
      c.target = outer.target;
    }
    if (!list || open_.empty()) {
      if (records.size() == records_max) {
        full = true;
        return false;
      }
      c.target = records.size();
      records.push_back({c.name, {}});
    }
    open_.push_back(std::move(c));
    return true;
  }

  bool close() {
    open_.pop_back();
    return true;
  }

  bool scalar(std::string value) {
    if (open_.empty()) return false;  // a lone scalar is text
    auto& in = open_.back();
    if (in.skipped || base::is_blank(value) || (!in.list && left_out_(in.key))) return true;
    auto& fields = records[in.target].fields;
    if (++fields_ > fields_max) {
      full = true;
      return false;
    }
    if (!in.list) {
      fields.emplace_back(in.key, std::move(value));
    } else if (!fields.empty() && fields.back().first == in.name &&
               base::code_points(fields.back().second) < list_chars_max) {
      fields.back().second += ' ' + value;
    } else {
      fields.emplace_back(in.name, std::move(value));
    }
    return true;
  }

  const std::function<bool(const std::string&)>& left_out_;
  std::vector<container> open_;
  std::size_t fields_ = 0;
};

}  // namespace

std::optional<std::vector<record>> read_records(
    std::string_view text, const std::function<bool(const std::string&)>& left_out) {
  const auto begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos || (text[begin] != '{' && text[begin] != '['))
    return std::nullopt;
  listener l{left_out};
  const bool whole = json::sax_parse(text, &l);
  if (!whole && !l.full) return std::nullopt;
  return std::move(l.records);
}

}  // namespace parley::models::extractive
