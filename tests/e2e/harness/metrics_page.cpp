#include "harness/metrics_page.hpp"

#include <sstream>
#include <stdexcept>

#include "frontends/http/transport/client.hpp"

namespace parley::e2e {

metrics_page metrics_page::of(const std::string& url) {
  auto client = frontends::http::transport::client::open(url);
  if (!client) throw std::runtime_error(client.error().text);
  auto answer = client->call("GET", "/metrics");
  if (!answer) throw std::runtime_error(answer.error().text);
  if (answer->status != 200) throw std::runtime_error("no metrics: " + answer->body);
  metrics_page page{answer->body};
  page.content_type_ = answer->content_type.empty()
                           ? std::string{answer->header("Content-Type").value_or("")}
                           : answer->content_type;
  return page;
}

metrics_page::metrics_page(std::string text) : text_(std::move(text)) {
  std::istringstream lines{text_};
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("# TYPE ")) {
      const auto end = line.find(' ', 7);
      types_[line.substr(7, end - 7)] = line.substr(end + 1);
    }
    if (line.empty() || line[0] == '#') continue;
    const auto at = line.rfind(' ');
    if (!samples_.emplace(line.substr(0, at), std::stod(line.substr(at))).second)
      throw std::runtime_error("a series stands twice: " + line);
  }
}

std::optional<double> metrics_page::value(const std::string& series) const {
  const auto found = samples_.find(series);
  return found == samples_.end() ? std::nullopt : std::optional{found->second};
}

std::set<std::string> metrics_page::labels(const std::string& name) const {
  std::set<std::string> found;
  const auto before = name + "=\"";
  for (const auto& [series, value] : samples_) {
    const auto at = series.find(before);
    if (at == std::string::npos) continue;
    const auto begin = at + before.size();
    found.insert(series.substr(begin, series.find('"', begin) - begin));
  }
  return found;
}

}  // namespace parley::e2e
