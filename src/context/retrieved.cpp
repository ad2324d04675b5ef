#include "context/retrieved.hpp"

#include <algorithm>

#include "context/headings.hpp"
#include "parley/base/utf8.hpp"
#include "parley/context/message_tokens.hpp"

namespace parley::context {

namespace {

std::string joined(std::span<const std::string> texts) {
  std::string all;
  for (const auto& text : texts) {
    if (text.empty()) continue;
    if (!all.empty()) all += "\n\n";
    all += text;
  }
  return all;
}

chat_message entry(std::string_view text, bool cut) {
  std::string content{retrieved_heading};
  content += text;
  if (cut) content += cut_mark;
  return {"system", std::move(content), {}, {}, {}};
}

}  // namespace

retrieved_entry fit_retrieved(std::span<const std::string> texts, std::int64_t tokens_max,
                              const counter& c) {
  const auto text = joined(texts);
  if (text.empty()) return {};
  const auto length = base::code_points(text);
  const auto tokens_of = [&](std::size_t n) {
    return message_tokens(c, entry(base::prefix_code_points(text, n), n < length));
  };
  if (const auto all = tokens_of(length); all <= tokens_max)
    return {entry(text, false), all, false};
  // Near what may fit, so that a long text is not counted again and again.
  std::size_t fits = 0;
  std::size_t too_long = 4 * static_cast<std::size_t>(std::max<std::int64_t>(tokens_max, 1));
  while (too_long < length && tokens_of(too_long) <= tokens_max) {
    fits = too_long;
    too_long *= 2;
  }
  too_long = std::min(too_long, length);
  while (fits + 1 < too_long) {
    const auto middle = fits + (too_long - fits) / 2;
    (tokens_of(middle) <= tokens_max ? fits : too_long) = middle;
  }
  if (fits == 0) return {std::nullopt, 0, true};
  return {entry(base::prefix_code_points(text, fits), true), tokens_of(fits), true};
}

}  // namespace parley::context
