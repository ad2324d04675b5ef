#include "command_line.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iostream>

#include "command.hpp"
#include "help.hpp"
#include "parley/base/version.hpp"

namespace parley::tools {

namespace po = boost::program_options;

namespace {

bool asks_for_help(const std::string& word) { return word == "--help" || word == "-h"; }

/// Parses the command's own words into `into`; the text of a mistake, or nothing.
std::string parse(const command& chosen, std::vector<std::string> words, invocation& into) {
  auto options = common_options();
  chosen.describe(options);
  po::options_description all;
  all.add(options).add_options()("argument", po::value<std::vector<std::string>>());
  po::positional_options_description positions;
  positions.add("argument", -1);
  namespace style = po::command_line_style;
  try {
    po::store(po::command_line_parser(words)
                  .options(all)
                  .positional(positions)
                  .style(style::unix_style & ~style::allow_guessing)
                  .run(),
              into.options);
    po::notify(into.options);
  } catch (const po::error& e) {
    return e.what();
  }
  if (into.options.contains("argument")) {
    into.arguments = into.options["argument"].as<std::vector<std::string>>();
  }
  if (into.arguments.size() < chosen.arguments_min) {
    return std::string{chosen.name} + " needs " + chosen.arguments;
  }
  if (into.arguments.size() > chosen.arguments_max) {
    return "unexpected argument '" + into.arguments[chosen.arguments_max] + "'";
  }
  return {};
}

/// The token of --key-file, or of PARLEY_KEY; never an argument, which everybody on the machine sees.
base::result<std::string> read_key(const po::variables_map& options) {
  if (!options.contains("key-file")) {
    const auto* const given = std::getenv("PARLEY_KEY");
    return std::string{given ? given : ""};
  }
  const auto& path = options["key-file"].as<std::string>();
  std::ifstream file(path);
  std::string token;
  if (!file || !std::getline(file, token) || token.empty())
    return base::fail(base::errc::invalid_argument, "--key-file",
                      path + " has no key in its first line");
  return token;
}

exit_code run(const command& chosen, const std::vector<std::string>& words, config::flags flags) {
  invocation made;
  if (auto mistake = parse(chosen, words, made); !mistake.empty()) {
    return report_usage(mistake, chosen.name);
  }
  const auto& options = made.options;
  if (options.contains("store") && options.contains("server")) {
    return report_usage("--store and --server exclude each other", chosen.name);
  }
  if (options.contains("store")) {
    flags.values.emplace_back("store.uri", options["store"].as<std::string>());
  }
  if (options.contains("archive") && options.contains("server")) {
    return report_usage("--archive and --server exclude each other", chosen.name);
  }
  if (options.contains("archive")) {
    flags.values.emplace_back("archive.uri", options["archive"].as<std::string>());
  }
  if (options.contains("server")) made.server = options["server"].as<std::string>();
  auto key = read_key(options);
  if (!key) return report(key.error());
  made.access.key = std::move(*key);
  if (const char* file = std::getenv("PARLEY_CA_FILE")) made.access.ca_file = file;
  if (options.contains("ca-file")) {
    if (!made.server) return report_usage("--ca-file is for --server", chosen.name);
    made.access.ca_file = options["ca-file"].as<std::string>();
  }
  made.tenant = options["tenant"].as<std::string>();
  made.json = options["json"].as<bool>();
  auto settings = config::load(flags, config::process_environment());
  if (!settings) return report(settings.error());
  made.settings = std::move(*settings);
  return chosen.run(made);
}

}  // namespace

exit_code run_command_line(const std::vector<std::string>& arguments) {
  auto flags = config::take_flags(arguments);
  if (!flags) return report(flags.error());
  auto words = std::move(flags->rest);
  if (words.empty()) {
    std::cerr << general_help();
    return exit_code::usage;
  }
  if (asks_for_help(words.front())) {
    std::cout << general_help();
    return exit_code::done;
  }
  if (words.front() == "--version") {
    std::cout << "parley " << base::version() << '\n';
    return exit_code::done;
  }
  const auto& table = commands();
  const auto chosen = std::find_if(table.begin(), table.end(),
                                   [&](const command& c) { return words.front() == c.name; });
  if (chosen == table.end()) {
    return report_usage("there is no command '" + words.front() + "'");
  }
  words.erase(words.begin());
  if (std::any_of(words.begin(), words.end(), asks_for_help)) {
    std::cout << help_of(*chosen);
    return exit_code::done;
  }
  return run(*chosen, words, std::move(*flags));
}

}  // namespace parley::tools
