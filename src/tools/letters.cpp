#include "commands.hpp"
#include "frontends/http/transport/target.hpp"
#include "shown.hpp"
#include "terminal.hpp"

namespace parley::tools {

namespace po = boost::program_options;
using frontends::http::transport::percent_encode;

namespace {

std::string letters_text(const domain::json& items) {
  std::vector<std::vector<std::string>> rows{{"LETTER", "KIND", "SESSION", "ATTEMPTS", "REASON"}};
  for (const auto& letter : items)
    rows.push_back({letter.value("letter_id", domain::json{}).dump(), letter.value("kind", ""),
                    one_line(letter.value("session_id", ""), 40),
                    letter.value("attempts", domain::json{}).dump(),
                    one_line(letter.value("reason", ""), 80)});
  return rows.size() > 1 ? table_text(rows) : "no dead letters\n";
}

exit_code settle(api& to, const std::string& method, const std::string& target, bool json,
                 const char* done) {
  const auto answer = to.call(method, target);
  if (!answer) return report(answer.error());
  if (const auto failure = failure_of(*answer)) return report(*failure);
  return print_result(json ? answer->body + "\n" : std::string{done} + "\n");
}

}  // namespace

void describe_letters(po::options_description& options) {
  options.add_options()("limit", po::value<std::int64_t>()->value_name("N")->default_value(50),
                        "at most so many, 1 to 1000")("requeue", "try the letter again")(
      "delete", "remove it for good");
}

exit_code run_letters(const invocation& from) {
  const bool requeue = from.options.count("requeue") != 0;
  const bool remove = from.options.count("delete") != 0;
  if (requeue && remove) return report_usage("--requeue and --delete exclude each other", "letters");
  if ((requeue || remove) && from.arguments.empty())
    return report_usage("name the letter: parley letters LETTER --requeue", "letters");
  const auto limit = from.options["limit"].as<std::int64_t>();
  if (limit < 1 || limit > 1000) return report_usage("--limit is 1 to 1000", "letters");
  auto api = open_api(from);
  if (!api) return report(api.error());
  auto target = tenant_path(from.tenant, "/dead-letters");
  if (from.arguments.empty()) {
    const auto page = get(**api, target + "?limit=" + std::to_string(limit));
    if (!page) return report(page.error());
    return print_result(from.json ? page->dump() + "\n"
                                  : letters_text(page->value("items", domain::json::array())));
  }
  target += "/" + percent_encode(from.arguments.front());
  if (requeue) return settle(**api, "POST", target + "/requeue", from.json, "it is tried again");
  if (remove) return settle(**api, "DELETE", target, from.json, "it is removed");
  const auto letter = get(**api, target);
  if (!letter) return report(letter.error());
  return print_result(from.json ? letter->dump() + "\n" : printable(letter->dump(2)) + "\n");
}

}  // namespace parley::tools
