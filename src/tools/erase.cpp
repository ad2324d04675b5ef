#include "commands.hpp"
#include "frontends/http/transport/target.hpp"
#include "shown.hpp"
#include "terminal.hpp"

namespace parley::tools {

namespace po = boost::program_options;
using frontends::http::transport::percent_encode;

namespace {

std::string receipt_text(const domain::json& receipt) {
  const auto number = [&](const char* name) { return receipt.value(name, std::int64_t{0}); };
  const auto subject = receipt.value("subject", domain::json::object());
  const auto purged = receipt.value("purged_at", domain::json{});
  return printable(subject.value("kind", "") + " " + subject.value("id", "")) + " is erased: " +
         counted(number("sessions"), "session") + ", " + counted(number("messages"), "message") +
         "\nreceipt " + receipt.value("receipt_id", "") + "\ninvisible since " +
         receipt.value("invisible_at", "") + "\n" +
         (purged.is_string() ? "nothing stored since " + purged.get<std::string>()
                             : std::string{"being removed; ask again for the time"}) +
         "\n";
}

}  // namespace

void describe_erase(po::options_description& options) {
  options.add_options()("user", "the argument is a user: what that one owns and sent")(
      "message", po::value<std::string>()->value_name("M"),
      "only this message of the session: its seq or id");
}

exit_code run_erase(const invocation& from) {
  const bool user = from.options.count("user") != 0;
  const bool message = from.options.count("message") != 0;
  if (user && message)
    return report_usage("--user and --message exclude each other", "erase");
  auto api = open_api(from);
  if (!api) return report(api.error());
  auto target = user ? tenant_path(from.tenant, "/users/") + percent_encode(from.arguments.front())
                     : session_path(from);
  if (message) target += "/messages/" + percent_encode(from.options["message"].as<std::string>());
  const auto answer = (*api)->call("DELETE", target);
  if (!answer) return report(answer.error());
  if (const auto failure = failure_of(*answer)) return report(*failure);
  const auto receipt = domain::parse_json(answer->body);
  if (!receipt || !receipt->is_object())
    return report({base::errc::internal, "", "the answer is no receipt"});
  return print_result(from.json ? receipt->dump() + "\n" : receipt_text(*receipt));
}

}  // namespace parley::tools
