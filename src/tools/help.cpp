#include "help.hpp"

#include <sstream>

namespace parley::tools {

namespace po = boost::program_options;

po::options_description common_options() {
  po::options_description options("Options");
  auto add = options.add_options();
  add("store", po::value<std::string>()->value_name("URI"),
      "open this store: sqlite:PATH, json:DIR, postgres://..., redis://... or memory: (default: "
      "the "
      "setting store.uri)");
  add("archive", po::value<std::string>()->value_name("URI"),
      "and the store to which its sessions are moved (default: the setting archive.uri)");
  add("server", po::value<std::string>()->value_name("URL"),
      "talk to a running server instead: http://127.0.0.1:8420, https://HOST:PORT");
  add("ca-file", po::value<std::string>()->value_name("FILE"),
      "the authorities that may vouch for an https server, in PEM (default: PARLEY_CA_FILE, else "
      "the system's)");
  add("key-file", po::value<std::string>()->value_name("FILE"),
      "with the API key for it (default: the environment variable PARLEY_KEY)");
  add("tenant", po::value<std::string>()->value_name("NAME")->default_value("default"),
      "whose data");
  add("json", po::bool_switch(), "JSON for programs instead of text for people");
  add("help,h", "this text");
  return options;
}

std::string general_help() {
  std::ostringstream text;
  text << "parley: a durable conversation runtime\n\n"
          "usage: parley COMMAND [OPTION...]\n\nCommands:\n";
  for (const auto& c : commands()) {
    std::string left = std::string{c.name} + " " + c.arguments;
    left.resize(std::max<std::size_t>(left.size(), 20), ' ');
    text << "  " << left << c.summary << '\n';
  }
  text << "\nparley COMMAND --help tells the options of a command; --version the version.\n"
          "Every setting is an option too (--http.port 9000); `parley config` lists them, and\n"
          "--config FILE reads them from a file.\n\n"
          "Exit codes: 0 done, 1 failed, 2 usage, 3 not found, 4 some items failed,\n"
          "5 store busy or unavailable.\n";
  return text.str();
}

std::string help_of(const command& c) {
  auto options = common_options();
  c.describe(options);
  const std::string arguments = c.arguments;
  std::ostringstream text;
  text << "parley " << c.name << ": " << c.summary << "\n\nusage: parley " << c.name
       << (arguments.empty() ? "" : " " + arguments) << " [OPTION...]\n\n"
       << options << "\nSettings: --section.key VALUE, --config FILE; see `parley config`.\n";
  return text.str();
}

}  // namespace parley::tools
