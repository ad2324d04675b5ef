#include <boost/program_options.hpp>

#include "parley/config/load.hpp"
#include "parley/config/options.hpp"

namespace parley::config {

namespace po = boost::program_options;

namespace {

po::options_description described() {
  po::options_description known;
  known.add_options()("config", po::value<std::string>());
  for (const auto& o : options()) known.add_options()(o.name().c_str(), po::value<std::string>());
  return known;
}

// A command's own options have no dot, so that a mistyped setting is recognized as one.
bool looks_like_setting(const po::option& o) {
  return o.unregistered && o.string_key.find('.') != std::string::npos;
}

}  // namespace

base::result<flags> take_flags(const std::vector<std::string>& arguments) {
  namespace style = po::command_line_style;
  const auto known = described();
  flags taken;
  try {
    // Guessing would take `--log` for `--log.level`.
    const auto parsed = po::command_line_parser(arguments)
                            .options(known)
                            .style(style::unix_style & ~style::allow_guessing)
                            .allow_unregistered()
                            .run();
    for (const auto& o : parsed.options) {
      if (looks_like_setting(o)) {
        return base::fail(
            base::errc::unknown_field, o.string_key,
            "there is no setting '" + o.string_key + "' (flag); `parley config` lists them all");
      }
      if (o.unregistered || o.position_key >= 0) {
        taken.rest.insert(taken.rest.end(), o.original_tokens.begin(), o.original_tokens.end());
      } else if (o.string_key == "config") {
        taken.file = o.value.front();
      } else {
        taken.values.emplace_back(o.string_key, o.value.front());
      }
    }
  } catch (const po::error& e) {
    return base::fail(base::errc::invalid_argument, "", e.what());
  }
  return taken;
}

}  // namespace parley::config
