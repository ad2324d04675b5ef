#include "models/extractive/sentences.hpp"

#include <algorithm>

#include "models/extractive/letters.hpp"
#include "parley/base/utf8.hpp"

namespace parley::models::extractive {

namespace {

constexpr std::size_t sentences_max = 1000;
constexpr std::size_t sentence_chars_max = 300;
constexpr std::size_t list_chars_max = 150;

std::string_view trimmed(std::string_view text) {
  while (!text.empty()) {
    const auto bytes = character_at(text, 0).bytes;
    if (!base::is_blank(text.substr(0, bytes))) break;
    text.remove_prefix(bytes);
  }
  while (!text.empty()) {
    auto begin = text.size() - 1;
    while (begin > 0 && (static_cast<unsigned char>(text[begin]) & 0xc0) == 0x80) --begin;
    if (!base::is_blank(text.substr(begin))) break;
    text.remove_suffix(text.size() - begin);
  }
  return text;
}

std::string_view without_marks(std::string_view line) {
  line = trimmed(line);
  const auto end = line.find_first_not_of("-#>*|=~ \t");
  return end == std::string_view::npos ? std::string_view{} : line.substr(end);
}

/// Whether the text ends with one letter or a number and a full stop: `J.`, `3.`
bool is_abbreviated(std::string_view so_far) {
  const auto blank = so_far.find_last_of(" \t(");
  const auto word = blank == std::string_view::npos ? so_far : so_far.substr(blank + 1);
  if (word.size() < 2 || word.back() != '.') return false;
  const bool number =
      std::all_of(word.begin(), word.end() - 1, [](char c) { return c >= '0' && c <= '9'; });
  return (number && word.size() <= 3) || word.size() == 2;
}

bool is_closing(char32_t c) {
  return c == '"' || c == '\'' || c == ')' || c == ']' || c == U'”' || c == U'’' || c == U'」' ||
         c == U'』' || c == U'）' || c == U'»' || c == '*';
}

bool ends_here(std::string_view line, std::size_t begin, std::size_t after, char32_t mark) {
  if (!needs_blank_after(mark)) return true;
  if (after < line.size() && !base::is_blank(line.substr(after, 1))) return false;
  return !is_abbreviated(line.substr(begin, after - begin));
}

/// Where the part that begins with `text` ends when it may have at most `chars` characters.
std::size_t good_cut(std::string_view text, std::size_t chars) {
  const auto head = base::prefix_code_points(text, chars);
  if (head.size() == text.size()) return text.size();
  std::size_t best = 0;
  for (std::size_t at = head.size() / 2; at < head.size();) {
    if ((static_cast<unsigned char>(head[at]) & 0xc0) == 0x80) {
      ++at;
      continue;
    }
    const auto c = character_at(head, at);
    at += c.bytes;
    if (c.value == ' ' || c.value == '\t' || c.value == U'，' || c.value == U'、' ||
        c.value == 0x3000)
      best = at;
  }
  return best > 0 ? best : head.size();
}

class splitter {
 public:
  void line(std::string_view text) {
    for (std::size_t begin = 0; begin < text.size();) {
      const auto end = sentence_end(text, begin);
      add(trimmed(text.substr(begin, end - begin)));
      begin = end;
    }
  }

  /// A short line that continues a list of short lines becomes part of what is before it.
  bool joins(std::string_view text) {
    if (base::code_points(text) > list_chars_max / 2 || !last_is_short_) return false;
    const auto begin = found.back().data();
    const std::string_view both{begin, static_cast<std::size_t>(text.data() + text.size() - begin)};
    if (base::code_points(both) > list_chars_max) return false;
    found.back() = both;
    return true;
  }

  void end_of_line(std::size_t before) {
    last_is_short_ = found.size() == before + 1 &&
                     base::code_points(found.back()) <= list_chars_max / 2 &&
                     !is_question(found.back());
  }
  void gap() { last_is_short_ = false; }

  std::vector<std::string_view> found;

 private:
  static std::size_t sentence_end(std::string_view text, std::size_t begin) {
    for (auto at = begin; at < text.size();) {
      auto c = character_at(text, at);
      at += c.bytes;
      if (!ends_sentence(c.value)) continue;
      const auto mark = c.value;
      while (at < text.size()) {
        c = character_at(text, at);
        if (!ends_sentence(c.value) && !is_closing(c.value)) break;
        at += c.bytes;
      }
      if (ends_here(text, begin, at, mark)) return at;
    }
    return text.size();
  }

  void add(std::string_view sentence) {
    while (!sentence.empty()) {
      const auto end = good_cut(sentence, sentence_chars_max);
      found.push_back(trimmed(sentence.substr(0, end)));
      sentence = trimmed(sentence.substr(end));
    }
  }

  bool last_is_short_ = false;
};

}  // namespace

std::vector<std::string_view> split_sentences(std::string_view text) {
  splitter s;
  while (!text.empty() && s.found.size() < sentences_max) {
    const auto end = std::min(text.find('\n'), text.size());
    const auto line = without_marks(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty()) {
      s.gap();
    } else if (!s.joins(line)) {
      const auto before = s.found.size();
      s.line(line);
      s.end_of_line(before);
    }
  }
  return std::move(s.found);
}

bool is_question(std::string_view sentence) {
  for (auto end = sentence.size(); end > 0;) {
    auto begin = end - 1;
    while (begin > 0 && (static_cast<unsigned char>(sentence[begin]) & 0xc0) == 0x80) --begin;
    const auto c = character_at(sentence, begin).value;
    if (is_question_mark(c)) return true;
    if (!is_closing(c) && !ends_sentence(c)) return false;
    end = begin;
  }
  return false;
}

}  // namespace parley::models::extractive
