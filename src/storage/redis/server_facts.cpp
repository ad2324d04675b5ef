#include "storage/redis/server_facts.hpp"

#include <cstdlib>

namespace parley::storage::redis {
namespace {

constexpr int oldest = 6;

std::string field_of(std::string_view info, const std::string& name) {
  const auto at = info.find("\n" + name + ":");
  if (at == info.npos) return {};
  const auto value = info.substr(at + name.size() + 2);
  return std::string{value.substr(0, value.find_first_of("\r\n"))};
}

/// The value of a setting; nullopt when nobody says.
std::optional<std::string> setting_of(const client::reply_view& answer) {
  if (!answer.is_list() || answer.size() < 2) return std::nullopt;
  return std::string{answer[1].text()};
}

auto refused(const std::string& text) {
  return base::fail(base::errc::invalid_argument, "store.uri", text);
}

}  // namespace

server_facts read_facts(client::connection& c) {
  client::commands asked;
  asked.add({"INFO"});
  for (const auto* name :
       {"appendonly", "appendfsync", "maxmemory-policy", "no-appendfsync-on-rewrite"})
    asked.add({"CONFIG", "GET", name});
  const auto answers = c.exchange(asked);
  server_facts facts;
  if (!answers[0].is_error()) {
    const auto info = answers[0].text();
    facts.version = field_of(info, "redis_version");
    facts.is_replica = field_of(info, "role") == "slave";
    facts.is_cluster = field_of(info, "cluster_enabled") == "1";
    if (const auto policy = field_of(info, "maxmemory_policy"); !policy.empty())
      facts.eviction = policy;
    if (field_of(info, "aof_enabled") == "0") facts.appendonly = "no";
  }
  if (const auto found = setting_of(answers[1])) facts.appendonly = found;
  facts.appendfsync = setting_of(answers[2]);
  if (const auto found = setting_of(answers[3])) facts.eviction = found;
  facts.unsynced_rewrites = setting_of(answers[4]);
  return facts;
}

base::result<void> check(const server_facts& facts, const options& opts) {
  if (!facts.version.empty() && std::atoi(facts.version.c_str()) < oldest)
    return refused("the server is Redis " + facts.version + "; allowed are 6.0 and newer");
  if (facts.is_cluster)
    return refused("the server is part of a Redis Cluster; a store lies in one server");
  if (facts.eviction && *facts.eviction != "noeviction" && !opts.evicts)
    return refused("the server's maxmemory-policy is " + *facts.eviction +
                   ", which removes messages when memory is short; set it to noeviction, or say "
                   "eviction=accepted in the URI");
  return {};
}

std::string durability(const server_facts& facts) {
  auto text = "Redis " + (facts.version.empty() ? "of unknown version" : facts.version) + ": ";
  if (facts.is_replica) return text + "a replica, which can be read and takes no writes";
  if (facts.appendonly == "no")
    text +=
        "appendonly is off, so a crash loses what was acknowledged since the last snapshot, if "
        "there is one";
  else if (!facts.appendonly || !facts.appendfsync)
    text += "the server does not say whether and when it syncs what is acknowledged";
  else if (*facts.appendfsync == "always" && facts.unsynced_rewrites == "yes")
    text +=
        "what is acknowledged is on its disk, but not while it rewrites or saves its files "
        "(no-appendfsync-on-rewrite is yes)";
  else if (*facts.appendfsync == "always")
    text += "what is acknowledged is on its disk";
  else if (*facts.appendfsync == "everysec")
    text += "appendfsync is everysec, so a crash may lose what was acknowledged in its last second";
  else
    text += "appendfsync is " + *facts.appendfsync +
            ", so a power loss may lose what was acknowledged since the system wrote last";
  if (!facts.eviction)
    text += "; whether it evicts keys is not known";
  else if (*facts.eviction != "noeviction")
    text += "; it evicts keys when memory is short, and with them messages";
  return text;
}

}  // namespace parley::storage::redis
