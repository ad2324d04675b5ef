#include "models/transcript.hpp"

#include <algorithm>
#include <limits>

#include "parley/base/utf8.hpp"
#include "parley/domain/json.hpp"

namespace parley::models {

namespace {

/// Keeps the members in the order in which they are written, for the reader's sake.
using line = nlohmann::ordered_json;

constexpr std::size_t frame_chars = 60;  ///< seq, role and names of a line, about
constexpr std::size_t text_chars_min = 80;

std::string written(const line& l) {
  return l.dump(-1, ' ', false, line::error_handler_t::replace) + '\n';
}

/// Three quarters of what may stay are from the beginning, the rest from the end.
std::string shortened(const std::string& text, std::size_t chars) {
  const auto total = base::code_points(text);
  if (total <= chars) return text;
  const auto head = base::prefix_code_points(text, chars * 3 / 4);
  const auto tail = base::prefix_code_points(text, total - (chars - chars * 3 / 4)).size();
  return std::string{head} + " [... " + std::to_string(total - chars) +
         " characters left out ...] " + text.substr(tail);
}

struct call {
  std::string name;
  std::string arguments;
};

std::vector<call> calls_of(const domain::message& m) {
  std::vector<call> calls;
  if (m.tool_calls.empty()) return calls;
  for (const auto& one : m.tool_calls.value()) {
    const auto function = one.is_object() ? one.find("function") : one.end();
    if (function == one.end() || !function->is_object()) continue;
    const auto text = [&](const char* key) {
      const auto found = function->find(key);
      return found != function->end() && found->is_string() ? found->get<std::string>()
                                                            : std::string{};
    };
    calls.push_back({text("name"), text("arguments")});
  }
  return calls;
}

std::size_t chars_of(const domain::message& m) {
  auto chars = base::code_points(m.content.value_or(""));
  for (const auto& c : calls_of(m)) chars += base::code_points(c.arguments);
  return chars;
}

std::string line_of(const domain::message& m, std::size_t chars) {
  line out;
  out["seq"] = m.seq;
  out["from"] = m.role;
  if (m.name) out["name"] = *m.name;
  if (m.content) out["text"] = shortened(*m.content, chars);
  for (const auto& c : calls_of(m))
    out["calls"].push_back(line{{"name", c.name}, {"arguments", shortened(c.arguments, chars)}});
  return written(out);
}

/// The length at which texts are to be cut so that all of them together have at most `chars`.
std::size_t common_length(std::vector<std::size_t> lengths, std::size_t chars) {
  std::sort(lengths.begin(), lengths.end());
  auto left = chars;
  for (std::size_t i = 0; i < lengths.size(); ++i) {
    const auto each = left / (lengths.size() - i);
    if (lengths[i] > each) return each;
    left -= lengths[i];
  }
  return std::numeric_limits<std::size_t>::max();
}

}  // namespace

std::string transcript_of(const std::vector<domain::message>& messages, std::size_t chars) {
  const auto n = messages.size();
  const auto fit = std::max<std::size_t>(4, chars / (frame_chars + text_chars_min));
  // Of too many the first quarter of those that fit and the last ones stay.
  const auto first = n > fit ? fit / 4 : n;
  const auto last = n > fit ? fit - first : 0;
  std::vector<std::size_t> lengths;
  for (std::size_t i = 0; i < n; ++i)
    if (i < first || i >= n - last) lengths.push_back(chars_of(messages[i]));
  const auto frames = lengths.size() * frame_chars;
  const auto length = common_length(lengths, chars > frames ? chars - frames : 0);
  std::string out;
  for (std::size_t i = 0; i < n; ++i) {
    if (i == first && last > 0) {
      out += written(line{{"left_out_messages", n - first - last}});
      i = n - last;
    }
    out += line_of(messages[i], length);
  }
  return out;
}

std::string json_line(const std::string& name, const std::string& text) {
  return written(line{{name, text}});
}

}  // namespace parley::models
