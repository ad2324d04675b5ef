#include <iostream>
#include <optional>

#include "atomic_file.hpp"
#include "commands.hpp"

#include "terminal.hpp"

namespace parley::tools {

namespace po = boost::program_options;

void describe_export(po::options_description& options) {
  auto add = options.add_options();
  add("format", po::value<std::string>()->value_name("parley|chat")->default_value("parley"),
      "parley: everything, with a digest; chat: one conversation a line");
  add("output,o", po::value<std::string>()->value_name("FILE"),
      "write this file, complete or not at all (default: stdout)");
}

exit_code run_export(const invocation& from) {
  const auto& format = from.options["format"].as<std::string>();
  if (format != "parley" && format != "chat") {
    return report_usage("--format is parley or chat", "export");
  }
  auto api = open_api(from);
  if (!api) return report(api.error());

  std::optional<atomic_file> file;
  if (from.options.contains("output")) {
    file.emplace(from.options["output"].as<std::string>());
    if (auto opened = file->open(); !opened) return report(opened.error());
  }
  std::int64_t bytes = 0;
  const auto take = [&](std::string_view part) -> base::result<void> {
    bytes += static_cast<std::int64_t>(part.size());
    return file ? file->write(part) : write_stdout(part);
  };
  const auto answer = (*api)->read(tenant_path(from.tenant, "/export?format=" + format), take);
  if (!answer) return report(answer.error());
  if (const auto failure = failure_of(*answer)) return report(*failure);
  if (file) {
    if (auto done = file->commit(); !done) return report(done.error());
    std::cerr << counted(bytes, "byte") << " written to "
              << printable(from.options["output"].as<std::string>()) << '\n';
  }
  return exit_code::done;
}

}  // namespace parley::tools
