#include "commands.hpp"
#include "shown.hpp"
#include "stopping.hpp"
#include "terminal.hpp"

namespace parley::tools {

namespace po = boost::program_options;

namespace {

constexpr std::int64_t page_messages = 1000;

base::result<void> print(const domain::json& messages, bool as_json) {
  std::string text;
  for (const auto& message : messages)
    text += as_json ? message.dump() + "\n" : message_text(message);
  if (text.empty()) return {};
  return write_stdout(text);
}

}  // namespace

void describe_tail(po::options_description& options) {
  options.add_options()("messages", po::value<std::int64_t>()->value_name("N")->default_value(10),
                        "begin with so many of the newest messages, 0 to 1000")(
      "every", po::value<std::int64_t>()->value_name("MS")->default_value(500),
      "look for new ones after so many milliseconds, 50 to 60000")(
      "once", po::bool_switch(), "end after those that are there");
}

exit_code run_tail(const invocation& from) {
  const auto wanted = from.options["messages"].as<std::int64_t>();
  const auto every = from.options["every"].as<std::int64_t>();
  if (wanted < 0 || wanted > page_messages) return report_usage("--messages is 0 to 1000", "tail");
  if (every < 50 || every > 60000) return report_usage("--every is 50 to 60000", "tail");
  // Nobody else writes to a store that this process holds: there is nothing to wait for.
  const bool follows = from.server && !from.options["once"].as<bool>();
  const auto stopping = block_stopping();
  auto api = open_api(from);
  if (!api) return report(api.error());

  const auto path = session_path(from);
  const auto record = get(**api, path);
  if (!record) return report(record.error());
  auto seen = record->value("last_seq", std::int64_t{0}) - wanted;
  if (seen < 0) seen = 0;
  while (true) {
    const auto page = get(**api, path + "/messages?after_seq=" + std::to_string(seen) +
                                     "&limit=" + std::to_string(page_messages));
    if (!page) return report(page.error());
    const auto& messages = page->at("items");
    if (auto printed = print(messages, from.json); !printed) return report(printed.error());
    if (!messages.empty()) {
      seen = messages.back().at("seq").get<std::int64_t>();
      continue;
    }
    if (!follows || !wait(stopping, every)) return exit_code::done;
  }
}

}  // namespace parley::tools
