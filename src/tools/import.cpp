#include <iostream>
#include <vector>

#include "commands.hpp"
#include "export_check.hpp"
#include "import_chunks.hpp"
#include "import_source.hpp"
#include "import_summary.hpp"
#include "progress.hpp"
#include "terminal.hpp"

namespace parley::tools {

namespace {

// Small enough for the bar to move and for a request to end well within its deadline.
constexpr std::int64_t chunk_bytes = 1048576;

std::string text_at(const domain::json& value, const char* name) {
  const auto found = value.find(name);
  return found != value.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

void print_errors(const domain::json& answer, const std::string& file, std::int64_t first_line) {
  const auto errors = answer.find("errors");
  if (errors == answer.end() || !errors->is_array()) return;
  for (const auto& error : *errors) {
    const auto line = error.find("line");
    std::cerr << file;
    if (line != error.end() && line->is_number_integer()) {
      std::cerr << ':' << first_line + line->get<std::int64_t>() - 1;
    }
    const auto field = text_at(error, "field");
    std::cerr << ": " << printable(text_at(error, "code")) << ": "
              << printable(text_at(error, "detail"));
    if (!field.empty()) std::cerr << " (" << printable(field) << ')';
    std::cerr << '\n';
  }
}

base::status named(base::status failure, const std::string& file) {
  failure.text = file + ": " + failure.text;
  return failure;
}

base::result<void> send_file(api& to, const std::string& target, import_source& source,
                             std::int64_t conversation_bytes_max, import_summary& summary) {
  progress bar(source.bytes());
  return cut_lines(source.from_start(), chunk_bytes, conversation_bytes_max,
                   [&](import_chunk chunk) -> base::result<void> {
                     const auto answer =
                         to.call("POST", target, std::move(chunk.lines), "application/x-ndjson");
                     if (!answer) return base::fail(answer.error());
                     if (const auto failure = failure_of(*answer)) return base::fail(*failure);
                     const auto report = domain::parse_json(answer->body);
                     if (!report) return base::fail(report.error());
                     print_errors(*report, source.name(), chunk.first_line);
                     bar.at(chunk.bytes_read);
                     return summary.add(*report);
                   });
}

}  // namespace

exit_code run_import(const invocation& from) {
  const auto conversation_bytes_max = from.settings.values.limits.import_bytes;
  std::vector<import_source> sources;
  for (const auto& name : from.arguments) {
    auto source = import_source::open(name);
    if (!source) {
      report(source.error());
      return exit_code::failed;
    }
    if (auto whole = check_export(source->from_start(), conversation_bytes_max); !whole) {
      return report(named(whole.error(), source->name()));
    }
    sources.push_back(std::move(*source));
  }
  auto api = open_api(from, creates::everything);
  if (!api) return report(api.error());

  import_summary summary;
  const auto target = tenant_path(from.tenant, "/import");
  for (auto& source : sources) {
    const auto sent = send_file(**api, target, source, conversation_bytes_max, summary);
    if (!sent) {
      std::cerr << summary.text();
      return report(named(sent.error(), source.name()));
    }
  }
  const auto text = from.json ? summary.json().dump() + "\n" : summary.text();
  if (const auto printed = print_result(text); printed != exit_code::done) return printed;
  return summary.some_failed() ? exit_code::some_failed : exit_code::done;
}

}  // namespace parley::tools
