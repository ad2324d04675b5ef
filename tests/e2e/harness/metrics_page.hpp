#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "frontends/http/transport/exchange.hpp"

namespace parley::e2e {

/// A page of metrics as Prometheus reads it.
class metrics_page {
 public:
  /// Asks the server for its page. Throws when there is none.
  static metrics_page of(const std::string& url);

  explicit metrics_page(std::string text);

  const std::string& text() const { return text_; }
  const std::string& content_type() const { return content_type_; }

  /// Names that have HELP and TYPE, with their type.
  const std::map<std::string, std::string>& types() const { return types_; }

  /// `series` as it is written: `parley_x_total{field="a"}`; nullopt when there is none.
  std::optional<double> value(const std::string& series) const;

  /// All values of one label.
  std::set<std::string> labels(const std::string& name) const;

 private:
  std::string text_;
  std::string content_type_;
  std::map<std::string, std::string> types_;
  std::map<std::string, double> samples_;
};

}  // namespace parley::e2e
