#include "harness/chat_file.hpp"

#include <iostream>
#include <sstream>
#include <vector>

#include "parley/domain/json.hpp"

namespace parley::e2e {

using domain::json;

namespace {

std::vector<json> lines_of(const std::string& text) {
  std::vector<json> values;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    if (!line.empty()) values.push_back(json::parse(line, nullptr, false));
  }
  return values;
}

}  // namespace

bool is_chat(const std::string& text) {
  const auto values = lines_of(text.substr(0, text.find('\n')));
  return values.size() == 1 && values[0].contains("conversation_id") &&
         values[0].contains("messages");
}

bool same_conversations(const std::string& left, const std::string& right) {
  const auto a = lines_of(left);
  const auto b = lines_of(right);
  if (a.size() != b.size()) {
    std::cerr << a.size() << " conversations against " << b.size() << '\n';
    return false;
  }
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i] == b[i]) continue;
    std::cerr << "conversation " << i << " differs: " << json::diff(a[i], b[i]).dump(1) << '\n';
    return false;
  }
  return true;
}

}  // namespace parley::e2e
