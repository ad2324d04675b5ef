#include <chrono>
#include <cstdio>
#include <filesystem>

#include "commands.hpp"
#include "parley/domain/json.hpp"
#include "parley/runtime/maintenance.hpp"
#include "terminal.hpp"

namespace parley::tools {

exit_code run_backup(const invocation& from) {
  if (from.server) {
    return report_usage(
        "backup reads the files of a store, which its server may have open: use --store", "backup");
  }
  if (from.options.contains("archive")) {
    return report_usage("backup copies one store at a time: name the archive with --store",
                        "backup");
  }
  const auto& destination = from.arguments.front();
  const auto begin = std::chrono::steady_clock::now();
  if (const auto made = runtime::backup(from.settings.values, destination); !made) {
    return report(made.error());
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  std::error_code unknown;
  const auto size = std::filesystem::file_size(destination, unknown);
  const auto bytes = unknown ? 0 : static_cast<std::int64_t>(size);
  if (from.json) {
    const domain::json out{
        {"destination", destination}, {"bytes", bytes}, {"seconds", took.count()}};
    return print_result(out.dump(-1, ' ', false, domain::json::error_handler_t::replace) + "\n");
  }
  char seconds[32];
  std::snprintf(seconds, sizeof seconds, "%.2f", took.count());
  return print_result(printable(destination) + ": " + counted(bytes, "byte") + " in " + seconds +
                      " s\n");
}

}  // namespace parley::tools
