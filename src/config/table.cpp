#include "table.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <string_view>
#include <utility>

namespace parley::config {

namespace {

// There are no API keys yet, and without keys nobody outside this machine may be served.
bool is_loopback(const std::string& address) {
  in_addr v4{};
  if (inet_pton(AF_INET, address.c_str(), &v4) == 1) return (ntohl(v4.s_addr) >> 24) == 127;
  in6_addr v6{};
  return inet_pton(AF_INET6, address.c_str(), &v6) == 1 && IN6_IS_ADDR_LOOPBACK(&v6);
}

bool any_text(const std::string&) { return true; }

bool has_scheme(const std::string& uri) {
  const auto colon = uri.find(':');
  return colon != std::string::npos && colon > 0;
}

std::vector<row> general_rows() {
  return {
      text(
          "http", "address", [](settings & s) -> auto& { return s.http.address; }, is_loopback,
          "a loopback address (127.0.0.1 or ::1): there are no API keys yet, and without keys "
          "parley serves this machine only",
          "The address on which the server listens."),
      number(
          "http", "port", [](settings & s) -> auto& { return s.http.port; }, 0, 65535, "",
          "The port on which it listens; 0 takes any free one."),
      text(
          "http", "tls_cert", [](settings & s) -> auto& { return s.http.tls_cert; }, any_text,
          "empty (plain HTTP), or a file in PEM; tls_key goes with it",
          "The server's certificate and behind it those that lead to its authority: with it the "
          "server speaks HTTPS only. Both files are read again on SIGHUP."),
      text(
          "http", "tls_key", [](settings & s) -> auto& { return s.http.tls_key; }, any_text,
          "empty, or a file in PEM without a passphrase", "The private key of that certificate."),
      number(
          "http", "peer_connections", [](settings & s) -> auto& { return s.http.peer_connections; },
          0, 1000000, "connections",
          "The most that one address may have (of IPv6: one /64); one more is answered with 503. 0: "
          "as many as limits.connections, as behind a proxy."),
      text(
          "http", "websocket_deflate",
          [](settings & s) -> auto& { return s.http.websocket_deflate; }, one_of({"on", "off"}),
          "on, off",
          "Whether WebSockets compress for clients that ask for it; such a connection takes about "
          "40 KiB more."),
      text(
          "store", "uri", [](settings & s) -> auto& { return s.store.uri; }, has_scheme,
          "memory: (nothing is kept), sqlite:PATH, postgres://USER@HOST/DATABASE, redis://HOST/DB or "
          "json:DIR",
          "Where sessions are stored; a SQLite file is created when it is missing."),
      text(
          "archive", "uri", [](settings & s) -> auto& { return s.archive.uri; },
          [](const std::string& uri) { return uri.empty() || has_scheme(uri); },
          "empty (no archive), or a second store as for store.uri",
          "Where sessions go that are closed or not used any more; empty: they stay in store.uri."),
      number(
          "migration", "interval_s", [](settings & s) -> auto& { return s.migration.interval_s; },
          0, 31536000, "seconds",
          "How often sessions are looked for that are due to be moved into the archive; 0: only "
          "when asked to."),
      number(
          "migration", "idle_s", [](settings & s) -> auto& { return s.migration.idle_s; }, 0,
          3153600000, "seconds",
          "An open session that was not used for so long is due; closed and archived ones are at "
          "once."),
      number(
          "migration", "batch", [](settings & s) -> auto& { return s.migration.batch; }, 1, 1000,
          "sessions", "So many are moved together."),
      number(
          "migration", "rate", [](settings & s) -> auto& { return s.migration.rate; }, 0, 10000000,
          "messages a second",
          "The most that the loop moves, so that live sessions keep their disk; 0: as fast as it "
          "goes."),
      number(
          "session", "idle_s", [](settings & s) -> auto& { return s.session.idle_s; }, 1, 31536000,
          "seconds", "A session that was not addressed for so long leaves memory."),
      number(
          "session", "cool_s", [](settings & s) -> auto& { return s.session.cool_s; }, 1, 31536000,
          "seconds",
          "A session that was not addressed for so long is packed: it takes less memory and "
          "unpacks "
          "when it is addressed. As long as idle_s or longer: never."),
      number(
          "session", "memory_mb", [](settings & s) -> auto& { return s.session.memory_mb; }, 0,
          67108864, "MiB",
          "About what all sessions may take in memory: above it the longest unused are packed, "
          "then "
          "put out of memory, down to 90 %. 0: half of the machine's or the cgroup's memory."),
      number(
          "session", "tail_messages", [](settings & s) -> auto& { return s.session.tail_messages; },
          0, 100000, "messages", "The newest messages that a live session keeps in memory."),
      number(
          "session", "tail_bytes", [](settings & s) -> auto& { return s.session.tail_bytes; }, 0,
          1073741824, "bytes", "And the most that they may take."),
      number(
          "session", "mailbox", [](settings & s) -> auto& { return s.session.mailbox; }, 1, 1000000,
          "requests",
          "What waits for one session that is busy, held or restarted; more is `overloaded`."),
      number(
          "turn", "lease_s", [](settings & s) -> auto& { return s.turn.lease_s; }, 1, 86400,
          "seconds", "A streamed answer that gets no chunk for so long fails."),
      number(
          "context", "first_round", [](settings & s) -> auto& { return s.context.first_round; }, 1,
          1000000, "rounds", "A conversation is summarized the first time at this round."),
      number(
          "context", "meta_round", [](settings & s) -> auto& { return s.context.meta_round; }, 1,
          1000000, "rounds", "And then at this one."),
      number(
          "context", "every", [](settings & s) -> auto& { return s.context.every; }, 1, 1000000,
          "rounds", "After meta_round it is summarized every so many rounds."),
      number(
          "context", "keep_recent", [](settings & s) -> auto& { return s.context.keep_recent; }, 0,
          1000, "messages", "The newest messages that no summary takes in."),
      number(
          "context", "max_tokens", [](settings & s) -> auto& { return s.context.max_tokens; }, 1,
          100000000, "tokens",
          "A session whose window is longer (characters / 4) is summarized, whatever its round."),
      number(
          "context", "external_keys", [](settings & s) -> auto& { return s.context.external_keys; },
          0, 1000, "keys", "Facts kept elsewhere that a summarizer is told of, at most."),
      number(
          "context", "history_messages",
          [](settings & s) -> auto& { return s.context.history_messages; }, 0, 1000, "messages",
          "The last messages of an earlier session of the conversation that are looked at."),
      number(
          "context", "history_chars", [](settings & s) -> auto& { return s.context.history_chars; },
          1, 1000000, "characters", "And where the content of each is cut."),
      text(
          "search", "index", [](settings & s) -> auto& { return s.search.index; },
          one_of({"on", "off"}), "on, off",
          "Whether messages are indexed for search, in a file of its own beside the store's."),
      number(
          "retention", "interval_s", [](settings & s) -> auto& { return s.retention.interval_s; },
          0, 31536000, "seconds",
          "How often sessions are looked for that the tenants' rules of retention erase; 0: "
          "never."),
      text(
          "log", "level", [](settings & s) -> auto& { return s.log.level; },
          one_of({"trace", "debug", "info", "warn", "error", "off"}),
          "trace, debug, info, warn, error, off", "The least important lines that are written."),
      text(
          "log", "format", [](settings & s) -> auto& { return s.log.format; },
          one_of({"text", "json"}), "text, json",
          "Lines for people, or one JSON object a line for machines; both go to stderr."),
  };
}

}  // namespace

row text(std::string section, std::string key, std::function<std::string&(settings&)> member,
         text_rule rule, std::string allowed, std::string effect) {
  settings defaults;
  row made;
  made.shown = {std::move(section), std::move(key),   member(defaults), "",
                std::move(allowed), std::move(effect)};
  made.text = [member](const settings& from) {
    settings copy = from;
    return member(copy);
  };
  made.assign = [member, rule = std::move(rule)](settings& into, const std::string& value) {
    if (!rule(value)) return false;
    member(into) = value;
    return true;
  };
  return made;
}

text_rule one_of(std::vector<std::string> words) {
  return [words = std::move(words)](const std::string& value) {
    return std::find(words.begin(), words.end(), value) != words.end();
  };
}

row number(std::string section, std::string key, std::function<std::int64_t&(settings&)> member,
           std::int64_t least, std::int64_t most, std::string unit, std::string effect) {
  settings defaults;
  row made;
  made.shown = {std::move(section),
                std::move(key),
                std::to_string(member(defaults)),
                std::move(unit),
                std::to_string(least) + " to " + std::to_string(most),
                std::move(effect)};
  made.text = [member](const settings& from) {
    settings copy = from;
    return std::to_string(member(copy));
  };
  made.assign = [member, least, most](settings& into, const std::string& value) {
    std::int64_t parsed = 0;
    const char* end = value.data() + value.size();
    const auto [stop, error] = std::from_chars(value.data(), end, parsed);
    if (error != std::errc{} || stop != end || parsed < least || parsed > most) return false;
    member(into) = parsed;
    return true;
  };
  return made;
}

const std::vector<row>& table() {
  static const std::vector<row> rows = [] {
    auto all = general_rows();
    for (auto& r : summary_rows()) all.push_back(std::move(r));
    for (auto& r : actions_rows()) all.push_back(std::move(r));
    for (auto& r : streams_rows()) all.push_back(std::move(r));
    for (auto& r : limits_rows()) all.push_back(std::move(r));
    return all;
  }();
  return rows;
}

const row* find_row(const std::string& name) {
  const auto& rows = table();
  const auto found =
      std::find_if(rows.begin(), rows.end(), [&](const row& r) { return r.shown.name() == name; });
  return found == rows.end() ? nullptr : &*found;
}

}  // namespace parley::config
