#include <filesystem>
#include <future>

#include "api.hpp"
#include "frontends/http/transport/target.hpp"
#include "parley/runtime/node.hpp"
#include "runtime/local_call.hpp"

namespace parley::tools {

namespace transport = frontends::http::transport;

namespace {

/// The next part of a streamed answer, waited for.
transport::body_source::part next_part(transport::body_source& source) {
  auto arrived = std::make_shared<std::promise<transport::body_source::part>>();
  auto part = arrived->get_future();
  source.next([arrived](transport::body_source::part p) { arrived->set_value(std::move(p)); });
  return part.get();
}

base::result<void> drain(transport::response& answer, const api::sink& take) {
  if (auto taken = take(answer.body); !taken) return taken;
  while (answer.stream) {
    const auto part = next_part(*answer.stream);
    if (!part) return base::fail(part.error());
    if (!*part) return {};
    if (auto taken = take(**part); !taken) return taken;
  }
  return {};
}

class store_api : public api {
 public:
  explicit store_api(std::unique_ptr<runtime::node> n) : node_(std::move(n)) {}

  base::result<reply> call(const std::string& method, const std::string& target, std::string body,
                           const std::string& type) override {
    auto answer = ask(method, target, std::move(body), type);
    std::string whole;
    const auto read_all = drain(answer, [&](std::string_view part) -> base::result<void> {
      whole += part;
      return {};
    });
    if (!read_all) return base::fail(read_all.error());
    return reply{answer.status, std::move(answer.headers), std::move(whole)};
  }

  base::result<reply> read(const std::string& target, const sink& take) override {
    auto answer = ask("GET", target, {}, {});
    if (answer.status != 200) {
      return reply{answer.status, std::move(answer.headers), std::move(answer.body)};
    }
    if (auto read_all = drain(answer, take); !read_all) return base::fail(read_all.error());
    return reply{answer.status, std::move(answer.headers), {}};
  }

 private:
  transport::response ask(const std::string& method, const std::string& target, std::string body,
                          const std::string& type) {
    transport::request request;
    request.method = method;
    request.target = target;
    const auto parts = transport::split_target(target);
    request.path = parts.path;
    request.query = parts.query;
    if (!body.empty()) request.headers.emplace_back("Content-Type", type);
    request.body = std::move(body);
    request.peer = "this process";
    request.request_id = "local-" + std::to_string(++calls_);
    return runtime::call(*node_, std::move(request));
  }

  std::unique_ptr<runtime::node> node_;
  std::uint64_t calls_ = 0;
};

bool is_missing_file(const std::string& uri) {
  constexpr std::string_view scheme = "sqlite:";
  if (!uri.starts_with(scheme)) return false;
  std::error_code ignored;
  return !std::filesystem::exists(uri.substr(scheme.size()), ignored);
}

}  // namespace

base::result<std::unique_ptr<api>> open_store(const config::loaded& settings, creates missing) {
  const auto& uri = settings.values.store.uri;
  if (missing != creates::everything && is_missing_file(uri)) {
    return base::fail(base::errc::not_found, "store.uri",
                      "there is no store at " + uri +
                          "; name one with --store URI, or a server with --server URL");
  }
  const auto& archive = settings.values.archive.uri;
  if (missing == creates::nothing && is_missing_file(archive)) {
    return base::fail(base::errc::not_found, "archive.uri",
                      "there is no archive at " + archive +
                          "; name one with --archive URI, `parley migrate` makes it");
  }
  auto chosen = settings.values;
  // The lines of a server are not what a command was asked for.
  if (!settings.origins.contains("log.level")) chosen.log.level = "warn";
  // Nor is what is due to be erased, moved or summarized: that is a server's work.
  chosen.retention.interval_s = 0;
  chosen.migration.interval_s = 0;
  chosen.summarizer.automatic = "off";
  auto node = runtime::node::start(chosen);
  if (!node) return base::fail(node.error());
  return std::make_unique<store_api>(std::move(*node));
}

}  // namespace parley::tools
