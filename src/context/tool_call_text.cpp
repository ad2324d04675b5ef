#include "parley/context/tool_call_text.hpp"

#include <algorithm>
#include <optional>

#include "context/api_names.hpp"
#include "context/fences.hpp"
#include "parley/domain/json.hpp"

namespace parley::context {

namespace {

constexpr std::string_view info_word = "tool_call";

bool opens_call(const std::optional<fence>& f) {
  return f && same_word(f->info.substr(0, f->info.find_first_of(" \t")), info_word);
}

base::status wrong(const char* field, std::string text) {
  return {base::errc::invalid_argument, field, std::move(text), 0};
}

/// The rest of a line `key: rest`, if it is one.
std::optional<std::string_view> value_of(std::string_view line, std::string_view key) {
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  if (!same_word(trimmed(line.substr(0, colon)), key)) return std::nullopt;
  return trimmed(line.substr(colon + 1));
}

std::string_view unquoted(std::string_view name) {
  const bool quoted = name.size() > 2 && name.front() == name.back() &&
                      (name.front() == '"' || name.front() == '\'' || name.front() == '`');
  return quoted ? name.substr(1, name.size() - 2) : name;
}

/// The two lines of a block, `args` with the lines that follow it.
struct block {
  std::optional<std::string> tool;
  std::optional<std::string> args;
  std::optional<base::status> error;
};

block read_block(const std::vector<std::string_view>& lines, std::size_t from, std::size_t to) {
  block b;
  bool in_args = false;
  for (auto n = from; n < to; ++n) {
    const auto tool = value_of(lines[n], "tool");
    const auto args = value_of(lines[n], "args");
    if (tool) {
      if (b.tool) b.error = wrong("tool", "A call has one line `tool: NAME`.");
      b.tool = *tool;
      in_args = false;
    } else if (args) {
      if (b.args) b.error = wrong("args", "A call has one line `args: JSON`.");
      b.args = *args;
      in_args = true;
    } else if (in_args) {
      b.args->append("\n").append(trimmed(lines[n]));
    } else if (!trimmed(lines[n]).empty()) {
      b.error = wrong("fence", "A call has the lines `tool: NAME` and `args: JSON`, and no other.");
    }
  }
  return b;
}

base::result<chat_call> call_of(const block& b) {
  if (b.error) return base::fail(*b.error);
  if (!b.tool) return base::fail(wrong("tool", "A call has a line `tool: NAME`."));
  if (!b.args) return base::fail(wrong("args", "A call has a line `args: JSON`."));
  chat_call call;
  call.name = unquoted(*b.tool);
  if (!is_api_name(call.name))
    return base::fail(wrong("tool", "A tool's name has 1 to 64 characters of [a-zA-Z0-9_-]."));
  call.arguments = trimmed(*b.args);
  const auto json = domain::parse_json(call.arguments);
  if (!json)
    return base::fail(wrong("args", "The arguments are a JSON object: " + json.error().text));
  if (!json->is_object()) return base::fail(wrong("args", "The arguments are a JSON object."));
  return call;
}

/// For each line the longest fence of a sign that could close a block and comes later.
std::vector<std::size_t> closing_after(const std::vector<std::string_view>& lines, char sign) {
  std::vector<std::size_t> longest(lines.size() + 1);
  for (auto n = lines.size(); n > 0; --n) {
    longest[n - 1] = longest[n];
    const auto f = fence_of(lines[n - 1]);
    if (f && f->sign == sign && f->info.empty()) longest[n - 1] = std::max(longest[n], f->length);
  }
  return longest;
}

class reader {
 public:
  explicit reader(std::string_view answer)
      : lines_(lines_of(answer)),
        backticks_(closing_after(lines_, '`')),
        tildes_(closing_after(lines_, '~')) {}

  answer_with_calls read() {
    for (std::size_t n = 0; n < lines_.size();) {
      const auto opening = fence_of(lines_[n]);
      if (opens_call(opening))
        n = read_call(n, *opening);
      else if (opening && closes_later(n, *opening))
        n = keep_quoted(n, *opening);
      else
        keep(n, n + 1), ++n;
    }
    return std::move(out_);
  }

 private:
  void keep(std::size_t from, std::size_t to) {
    for (; from < to; ++from) out_.text += lines_[from];
  }

  bool closes_later(std::size_t n, const fence& opening) const {
    return (opening.sign == '`' ? backticks_ : tildes_)[n + 1] >= opening.length;
  }

  /// A block of another kind stays as it is, whatever is in it.
  std::size_t keep_quoted(std::size_t from, const fence& opening) {
    auto to = from + 1;
    for (; to < lines_.size(); ++to)
      if (const auto f = fence_of(lines_[to]); f && f->closes(opening)) break;
    keep(from, to + 1);
    return to + 1;
  }

  std::size_t read_call(std::size_t from, const fence& opening) {
    auto to = from + 1;
    for (; to < lines_.size(); ++to) {
      const auto f = fence_of(lines_[to]);
      if (opens_call(f)) break;
      if (!f || !f->closes(opening)) continue;
      take(from, to + 1, call_of(read_block(lines_, from + 1, to)));
      return to + 1;
    }
    take(from, to,
         base::fail(wrong("fence",
                          "The block of a call ends with a line of the signs "
                          "that it began with.")));
    return to;
  }

  void take(std::size_t from, std::size_t to, base::result<chat_call> call) {
    if (!call) {
      out_.errors.push_back({from + 1, call.error()});
      return keep(from, to);
    }
    call->id = "call_" + std::to_string(out_.calls.size() + 1);
    out_.calls.push_back(std::move(*call));
  }

  std::vector<std::string_view> lines_;
  std::vector<std::size_t> backticks_;  // the longest closing fences from each line on
  std::vector<std::size_t> tildes_;
  answer_with_calls out_;
};

std::size_t longest_run(std::string_view text, char sign) {
  std::size_t longest = 0;
  std::size_t run = 0;
  for (const char c : text) {
    run = c == sign ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return longest;
}

}  // namespace

std::string write_tool_call(const chat_call& call) {
  return "```" + std::string{info_word} + "\ntool: " + call.name + "\nargs: " + call.arguments +
         "\n```";
}

answer_with_calls read_tool_calls(std::string_view answer) { return reader{answer}.read(); }

std::string tool_results_text(std::span<const tool_text_result> results) {
  std::string text = "# Results of the tool calls\n";
  for (const auto& result : results) {
    const std::string signs(std::max<std::size_t>(3, longest_run(result.content, '`') + 1), '`');
    text += "\n## " + result.tool + "\n" + signs + "tool_result\n" + result.content + "\n" + signs +
            "\n";
  }
  return text;
}

}  // namespace parley::context
