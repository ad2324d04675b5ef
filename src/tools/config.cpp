#include <iostream>

#include "commands.hpp"
#include "parley/config/options.hpp"
#include "parley/domain/json.hpp"
#include "terminal.hpp"

namespace parley::tools {

void describe_config(boost::program_options::options_description& options) {
  options.add_options()("ini", boost::program_options::bool_switch(),
                        "print a file with every setting, its meaning and its default");
}

exit_code run_config(const invocation& from) {
  std::string text;
  if (from.options["ini"].as<bool>()) {
    text = config::render_ini();
  } else if (from.json) {
    for (const auto& value : config::effective(from.settings)) {
      const domain::json line{
          {"name", value.name}, {"value", value.value}, {"origin", value.origin}};
      text += line.dump(-1, ' ', false, domain::json::error_handler_t::replace) + "\n";
    }
  } else {
    std::vector<std::vector<std::string>> rows{{"SETTING", "VALUE", "FROM"}};
    for (const auto& value : config::effective(from.settings)) {
      rows.push_back({value.name, printable(value.value), printable(value.origin)});
    }
    text = table_text(rows);
  }
  return print_result(text);
}

}  // namespace parley::tools
