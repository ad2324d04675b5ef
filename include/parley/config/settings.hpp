#pragma once

#include <cstdint>
#include <string>

#include "parley/base/limits.hpp"

namespace parley::config {

struct http_settings {
  std::string address = "127.0.0.1";
  std::int64_t port = 8420;  ///< 0: any free one
  std::string tls_cert;      ///< empty: plain HTTP
  std::string tls_key;
  std::int64_t peer_connections = 0;  ///< 0: as many as limits.connections
  std::string websocket_deflate = "off";
};

/// Who is let in, and how often.
struct access_settings {
  std::string operator_key_file;  ///< empty: nobody operates the keys of all tenants
  std::string cors_origins;       ///< with commas between
  std::string audit_log;          ///< empty: acts are only logged
  std::int64_t key_requests_s = 0;
  std::int64_t tenant_requests_s = 0;
  std::int64_t key_connections = 0;
  std::int64_t tenant_connections = 0;
  std::int64_t tenant_sessions = 0;
  std::int64_t tenant_messages = 0;
};

struct store_settings {
  std::string uri = "sqlite:parley.db";
};

struct session_settings {
  std::int64_t idle_s = 300;
  std::int64_t cool_s = 30;
  std::int64_t memory_mb = 0;
  std::int64_t tail_messages = 200;
  std::int64_t tail_bytes = 262144;
  std::int64_t mailbox = 1000;
};

struct turn_settings {
  std::int64_t lease_s = 600;
};

struct context_settings {
  std::int64_t first_round = 6;
  std::int64_t meta_round = 10;
  std::int64_t every = 5;
  std::int64_t keep_recent = 6;
  std::int64_t max_tokens = 60000;
  std::int64_t external_keys = 20;
  std::int64_t history_messages = 40;
  std::int64_t history_chars = 12000;
};

/// Rank files of tokenizers, in tiktoken's format; empty: their tokens are estimated.
struct tokens_settings {
  std::string cl100k_file;
  std::string o200k_file;
};

struct summarizer_settings {
  std::string kind = "extractive";
  std::string automatic = "on";
  std::int64_t summary_chars = 3500;
  std::int64_t at_once = 16;
  std::int64_t within_ms = 120000;
  std::string base_url = "https://api.openai.com/v1";
  std::string model;
  std::string key_env;
  std::string key_file;
  std::string ca_file;
  std::int64_t timeout_ms = 60000;
};

struct search_settings {
  std::string index = "on";
};

struct archive_settings {
  std::string uri;  ///< empty: there is no archive
};

struct migration_settings {
  std::int64_t interval_s = 300;
  std::int64_t idle_s = 2592000;
  std::int64_t batch = 100;
  std::int64_t rate = 5000;
};

struct retention_settings {
  std::int64_t interval_s = 3600;
};

struct actions_settings {
  std::string redis;  ///< empty: no actions are taken
  std::int64_t in_flight = 256;
  std::int64_t deliveries = 5;
  std::int64_t retry_s = 60;
  std::int64_t lease_s = 5;
  std::int64_t dead_letters = 10000;
};

/// Live streams of what happens in sessions.
struct streams_settings {
  std::int64_t subscribers = 10000;
  std::int64_t session_bytes = 262144;
  std::int64_t all_bytes = 67108864;
  std::int64_t heartbeat_s = 15;
};

struct log_settings {
  std::string level = "info";
  std::string format = "text";
  std::string requests = "off";
};

/// What a server says of itself to whoever sends it requests.
struct health_settings {
  std::int64_t within_ms = 1000;
  std::int64_t drain_s = 0;
};

/// Everything that can be set, with its default. A host application fills it in by hand or lets
/// `load` do it; `options.hpp` describes each member.
struct settings {
  http_settings http;
  access_settings access;
  store_settings store;
  session_settings session;
  turn_settings turn;
  context_settings context;
  tokens_settings tokens;
  summarizer_settings summarizer;
  search_settings search;
  archive_settings archive;
  migration_settings migration;
  retention_settings retention;
  actions_settings actions;
  streams_settings streams;
  log_settings log;
  health_settings health;
  base::limits limits;
};

}  // namespace parley::config
