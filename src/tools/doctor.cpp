#include "commands.hpp"
#include "parley/domain/json.hpp"
#include "parley/runtime/maintenance.hpp"
#include "terminal.hpp"

namespace parley::tools {

namespace po = boost::program_options;

namespace {

std::string as_json(const storage::inspection& seen) {
  domain::json findings = domain::json::array();
  for (const auto& f : seen.findings) {
    findings.push_back(
        {{"check", f.check}, {"where", f.where}, {"text", f.text}, {"repaired", f.repaired}});
  }
  const domain::json out{{"checks", seen.checks},
                         {"sessions", seen.sessions},
                         {"messages", seen.messages},
                         {"findings", findings},
                         {"findings_total", seen.findings_total},
                         {"findings_left", seen.findings_left}};
  return out.dump(-1, ' ', false, domain::json::error_handler_t::replace) + "\n";
}

std::string as_text(const storage::inspection& seen) {
  constexpr std::size_t width = 400;
  std::string text = "checked";
  for (const auto& name : seen.checks) text += " " + name;
  text += "\nof " + counted(seen.sessions, "session") + " and " +
          counted(seen.messages, "message") + "\n";
  for (const auto& f : seen.findings) {
    const auto line = f.check + ": " + f.where + " " + f.text;
    text += one_line(line, width) + (f.repaired ? " (repaired)\n" : "\n");
  }
  const auto listed = static_cast<std::int64_t>(seen.findings.size());
  if (listed < seen.findings_total) {
    text += "and " + counted(seen.findings_total - listed, "finding") + " more\n";
  }
  if (seen.clean()) return text + "nothing found\n";
  return text + counted(seen.findings_total, "finding") + ", " +
         std::to_string(seen.findings_left) + " left\n";
}

}  // namespace

void describe_doctor(po::options_description& options) {
  auto add = options.add_options();
  add("repair", po::bool_switch(),
      "put right what follows from other facts; no message and no record is touched");
  add("reindex", po::bool_switch(), "make the search index again");
}

exit_code run_doctor(const invocation& from) {
  if (from.server) {
    return report_usage("doctor looks into the files of a store: stop its server and use --store",
                        "doctor");
  }
  if (from.options.contains("archive")) {
    return report_usage("doctor looks into one store at a time: name the archive with --store",
                        "doctor");
  }
  storage::inspect_options options;
  options.repair = from.options["repair"].as<bool>();
  options.reindex = from.options["reindex"].as<bool>();
  const auto seen = runtime::inspect(from.settings.values, options);
  if (!seen) return report(seen.error());
  const auto printed = print_result(from.json ? as_json(*seen) : as_text(*seen));
  if (printed != exit_code::done) return printed;
  return seen->findings_left == 0 ? exit_code::done : exit_code::some_failed;
}

}  // namespace parley::tools
