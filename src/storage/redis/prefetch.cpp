#include "storage/redis/prefetch.hpp"

#include "storage/redis/structures.hpp"

namespace parley::storage::redis {

prefetch::prefetch(std::span<const submission> batch, const row_cache& cache) : cache_(cache) {
  for (const auto* fact : {"epoch", "owner", "session", "log", "position", "job"})
    want(store_hash, fact);
  for (const auto& s : batch) look_at(s);
}

void prefetch::want(const std::string& hash, std::string field) {
  if (row_cache::is_for(hash) && cache_.find(hash, field)) return;
  wanted_[hash].push_back(std::move(field));
}

void prefetch::look_at(const submission& s) {
  if (s.session.id.empty()) return;
  const auto name = name_key(s.session);
  if (s.create || s.move) want(hashes::name, name), want(hashes::tombstone, name);
  if (s.move) want(hashes::moving_of, name);
  if (s.key != 0) {
    for (const auto* hash : {&hashes::session, &hashes::rounds}) want(*hash, number_key(s.key));
    for (const auto* hash : {&hashes::head, &hashes::first}) want(*hash, number_key(s.log));
  }
  const auto want_effect = [&](const idempotency& once) {
    want(hashes::effect, effect_key(s.session.tenant, once.key, once.route));
  };
  if (s.once) want_effect(*s.once);
  for (const auto& part : s.parts) {
    if (part.once) want_effect(*part.once);
    if (s.create) continue;
    for (const auto& entry : part.entries)
      if (!entry.message_id.empty()) want(ids_of(s.log), entry.message_id);
  }
}

void prefetch::send(client::commands& to, const server_rows& server) const {
  for (const auto& [hash, fields] : wanted_) {
    to.begin(2 + fields.size()).word("HMGET").word(server.key_of(hash));
    for (const auto& each : fields) to.word(each);
  }
}

void prefetch::take(const client::replies& answers, std::size_t from, working_rows& rows) const {
  for (const auto& [hash, fields] : wanted_) {
    const auto& answer = answers.at(from++);
    std::size_t i = 0;
    for (const auto& field : fields) {
      const auto value = answer[i++].text_or_nil();
      rows.knows(hash, field, value ? std::optional<std::string>{*value} : std::nullopt);
    }
  }
}

}  // namespace parley::storage::redis
