#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

#include "parley/base/utf8.hpp"
#include "parley/domain/json.hpp"

namespace parley::domain {

namespace {

/// A byte iterator that tells how far the parser has read, which its callbacks don't.
class counted_bytes {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  counted_bytes(const char* at, const char** furthest) : at_(at), furthest_(furthest) {}

  reference operator*() const { return *at_; }
  counted_bytes& operator++() {
    *furthest_ = ++at_;
    return *this;
  }
  counted_bytes operator++(int) {
    auto old = *this;
    ++*this;
    return old;
  }
  friend bool operator==(const counted_bytes& a, const counted_bytes& b) { return a.at_ == b.at_; }

 private:
  const char* at_;
  const char** furthest_;
};

std::string at_byte(std::size_t n, std::string_view what) {
  return "Not valid JSON at byte " + std::to_string(n) + ": " + std::string{what} + '.';
}

/// The library's message without what it quotes from the input: that need not be short nor UTF-8.
std::string_view reason_in(std::string_view message) {
  message = message.substr(0, std::min(message.find("; last read"), message.find(" parsing '")));
  for (const std::string_view before : {"] ", " - "})
    if (const auto at = message.find(before); at != std::string_view::npos)
      message.remove_prefix(at + before.size());
  return message;
}

/// Builds the value while the parser walks over the text. Open containers are a list, not a stack
/// of calls.
class builder {
 public:
  using number_integer_t = json::number_integer_t;
  using number_unsigned_t = json::number_unsigned_t;
  using number_float_t = json::number_float_t;
  using string_t = json::string_t;
  using binary_t = json::binary_t;

  builder(const char* begin, const char* const* furthest, std::int64_t depth_max)
      : begin_(begin), furthest_(furthest), depth_max_(depth_max) {}

  bool null() { return put(nullptr); }
  bool boolean(bool v) { return put(v); }
  bool number_integer(number_integer_t v) { return put(v); }
  bool number_unsigned(number_unsigned_t v) { return put(v); }
  bool number_float(number_float_t v, const string_t& as_written) {
    // The library falls back to floating point for integers that do not fit.
    if (as_written.find_first_of(".eE") == string_t::npos)
      return refuse("an integer must fit into 64 bits");
    return put(v);
  }
  bool string(string_t& v) { return put(std::move(v)); }
  bool binary(binary_t&) { return refuse("binary values are not JSON"); }

  bool start_object(std::size_t) { return open(json::object()); }
  bool start_array(std::size_t) { return open(json::array()); }
  bool end_object() { return close(); }
  bool end_array() { return close(); }

  bool key(string_t& name) {
    auto [at, fresh] = open_.back()->get_ref<json::object_t&>().try_emplace(name);
    member_ = &at->second;
    if (fresh) return true;
    error_.field = base::prefix_code_points(name, 256);
    return refuse("a name stands twice in one object");
  }

  bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception& e) {
    return refuse_at(position, reason_in(e.what()));
  }

  json root;
  base::status error() const { return error_; }

 private:
  json* place(json&& value) {
    if (open_.empty()) return &(root = std::move(value));
    if (open_.back()->is_array()) {
      auto& items = open_.back()->get_ref<json::array_t&>();
      return &items.emplace_back(std::move(value));
    }
    return &(*member_ = std::move(value));
  }

  bool put(json&& value) {
    place(std::move(value));
    return true;
  }

  bool open(json&& container) {
    if (static_cast<std::int64_t>(open_.size()) >= depth_max_)
      return refuse("values may be nested " + std::to_string(depth_max_) + " deep");
    open_.push_back(place(std::move(container)));
    return true;
  }

  bool close() {
    open_.pop_back();
    return true;
  }

  bool refuse(std::string_view what) {
    return refuse_at(static_cast<std::size_t>(*furthest_ - begin_), what);
  }

  bool refuse_at(std::size_t position, std::string_view what) {
    error_.code = base::errc::invalid_argument;
    error_.text = at_byte(position, what);
    return false;
  }

  const char* begin_;
  const char* const* furthest_;
  std::int64_t depth_max_;
  std::vector<json*> open_;
  json* member_ = nullptr;
  base::status error_;
};

}  // namespace

base::result<json> parse_json(std::string_view text, std::int64_t depth_max) {
  // The library takes a zero byte for the end of the text; what follows it would go unseen.
  if (const auto zero = text.find('\0'); zero != std::string_view::npos)
    return base::fail(base::errc::invalid_argument, "",
                      at_byte(zero + 1, "a zero byte must be written as \\u0000 in a string"));
  const char* furthest = text.data();
  builder made{text.data(), &furthest, depth_max};
  const counted_bytes begin{text.data(), &furthest};
  const counted_bytes end{text.data() + text.size(), &furthest};
  if (!json::sax_parse(begin, end, &made)) return base::fail(made.error());
  return std::move(made.root);
}

}  // namespace parley::domain
