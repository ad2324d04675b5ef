#include "testing/compare/world.hpp"

#include <algorithm>
#include <utility>

#include "parley/testing/samples.hpp"

namespace parley::testing::compare {
namespace {

const std::string tenants[] = {"t", "u"};
const std::string users[] = {"ann", "bob", "\xD0\xB6"};
const std::string bodies[] = {"one", "two"};
const std::string senders[] = {"assistant", "agent0", "agent1", "agent2"};

std::int64_t number(seeded_entropy& e, std::int64_t below) {
  return static_cast<std::int64_t>(e.below(static_cast<std::uint64_t>(below)));
}

}  // namespace

const std::vector<std::string> world::roles{"assistant", "writer", "editor", "nobody"};

std::int64_t world::any_day() {
  constexpr std::int64_t day_us = 86'400'000'000;
  const auto first = base::to_micros(start_) / day_us;
  return first + number(random, base::to_micros(clock.now()) / day_us - first + 2);
}

storage::session_ref world::any_session() {
  return {tenants[random.below(2)], "s" + std::to_string(random.below(8))};
}

storage::idempotency world::any_key() {
  return {"key" + std::to_string(random.below(6)), random.chance(70) ? "POST /a" : "POST /b",
          base::digest_of(bodies[random.chance(80) ? 0 : 1])};
}

std::string world::any_message_id(const storage::session_ref& ref) {
  const auto& ids = message_ids[ref];
  if (ids.empty() || random.chance(20)) return "id" + std::to_string(random.below(20));
  return ids[random.below(ids.size())];
}

void world::decorate(domain::session& record) {
  if (random.chance(50)) record.user_id = users[random.below(3)];
  if (random.chance(30)) record.conversation_id = "talk";
  if (random.chance(30)) record.root_session_id = "s1";
  if (random.chance(30)) record.parent_session_id = "s" + std::to_string(random.below(3));
  if (random.chance(30)) record.status = static_cast<domain::session_status>(number(random, 3));
  if (random.chance(30)) record.participants[1].role = roles[random.below(2)];
  if (random.chance(10)) {
    domain::participant who;
    who.id = "agent" + std::to_string(random.below(3));
    who.type = random.chance(80) ? domain::participant_type::agent
                                 : domain::participant_type::master_controller;
    who.role = roles[random.below(3)];
    who.joined_at = clock.now();
    if (random.chance(30)) who.left_at = clock.now();
    const auto same = [&](const domain::participant& p) { return p.id == who.id; };
    if (std::none_of(record.participants.begin(), record.participants.end(), same))
      record.participants.push_back(std::move(who));
  }
  if (random.chance(40)) record.metadata["k"] = random.below(3);
  if (random.chance(20)) record.metadata["text"] = "\xE4\xB8\xAD'\"";
  if (random.chance(20)) record.touched_at = clock.now();
  if (random.chance(3)) record.system_prompt = std::string(random.below(10000), 'p');
}

request world::creation() {
  request r;
  r.body.session = any_session();
  r.body.create = sample_session(r.body.session.tenant, r.body.session.id, clock);
  decorate(*r.body.create);
  if (random.chance(20)) r.body.once = any_key();
  if (random.chance(40)) r.body.parts.push_back(part(r.body.session, 0));
  if (random.chance(40)) r.body.children_max = 1 + number(random, 4);
  return r;
}

request world::fork() {
  auto r = creation();
  const auto& ref = r.body.session;
  const storage::session_ref origin{ref.tenant, any_session().id};
  const auto known = sessions.find(origin);
  const auto last_seq = known == sessions.end() ? 0 : known->second.last_seq;
  const auto at_seq = random.chance(30) ? last_seq : number(random, last_seq + 2);
  r.body.fork = storage::fork_point{origin.id, at_seq};
  r.body.create->forked_from = domain::fork_origin{origin.id, at_seq};
  // Its appends meet the ids of its origin, those that it shares and those that it does not.
  // Copied: it may be its own origin.
  for (const auto& id : std::vector<std::string>{message_ids[origin]})
    if (random.chance(30)) message_ids[ref].push_back(id);
  return r;
}

domain::turn world::turn() {
  domain::turn t;
  t.ordinal = 1 + number(random, 4);
  t.turn_id = "t" + std::to_string(t.ordinal);
  t.answer_id = t.turn_id + ":a";
  t.state = static_cast<domain::turn_state>(number(random, 5));
  if (t.state == domain::turn_state::queued ||
      (t.state == domain::turn_state::cancelled && random.chance(30))) {
    t.question = sample_message("question", clock, random);
    t.question.id_suffix.clear();
    if (random.chance(50)) t.question.sender_id = any_user();
  }
  t.question.message_id = t.turn_id + ":q";
  if (t.state == domain::turn_state::running) t.draft = {"text", {2, 4}};
  t.touched_at = clock.now();
  return t;
}

domain::message world::entry(const storage::session_ref& ref) {
  std::string id;
  std::string content = "message " + std::to_string(++counter_);
  if (random.chance(50)) {
    id = any_message_id(ref);
    // The same id mostly comes with the same body, and a body is mostly that of its id.
    content = random.chance(85) ? "body of " + id : "another body";
  }
  auto m = random.chance(10) ? full_message(id, clock, random)
                             : sample_message(content, id, clock, random);
  if (random.chance(10)) m.content = std::string(random.below(9000), 'c');
  if (random.chance(30)) m.sender_id = senders[random.below(4)];
  m.body_digest = domain::body_digest(m);
  return m;
}

storage::append_part world::part(const storage::session_ref& ref, std::int64_t expected) {
  storage::append_part p;
  for (auto n = random.below(5); n > 0; --n) p.entries.push_back(entry(ref));
  if (random.chance(25)) p.if_last_seq = random.chance(70) ? expected : number(random, 5);
  if (random.chance(25)) p.once = any_key();
  if (p.once && random.chance(50)) p.note = "{\"n\":" + std::to_string(++counter_) + "}";
  if (random.chance(20)) p.turns.push_back(turn());
  if (random.chance(20)) p.turns_completed = number(random, 3);
  if (random.chance(20)) p.rounds = number(random, 3);
  if (random.chance(10)) p.jobs.push_back(any_job());
  return p;
}

request world::append(const storage::session_ref& ref, std::int64_t expected) {
  request r;
  r.body.session = ref;
  r.body.expected_last_seq = random.chance(92) ? expected : number(random, 10);
  for (auto n = 1 + random.below(3); n > 0; --n) r.body.parts.push_back(part(ref, expected));
  return r;
}

request world::change(const storage::session_ref& ref, std::int64_t expected) {
  request r;
  r.body.session = ref;
  r.body.expected_last_seq = expected;
  r.body.update = sessions[ref].record;
  decorate(*r.body.update);
  r.body.update->revision += random.chance(90) ? 1 : number(random, 3);
  if (random.chance(20)) r.body.once = any_key();
  if (random.chance(5)) r.body.update->created_at += std::chrono::seconds{1};
  if (random.chance(30))
    r.body.guard = static_cast<storage::subtree_guard>(1 + number(random, 2));
  if (random.chance(20)) change_jobs(r);
  if (random.chance(40)) {
    r.body.parts.push_back(part(ref, expected));
    // A record that nobody could write is poison; whether one sees that before it is to be written is
    // left open.
    r.body.update_with_entries =
        !r.body.once && r.body.update->created_at == sessions[ref].record.created_at && random.chance(50);
  }
  return r;
}

storage::job world::any_job() {
  storage::job j;
  j.kind = static_cast<storage::job_kind>(number(random, 3));
  j.tenant = tenants[random.below(2)];
  j.session_id = "s" + std::to_string(random.below(8));
  j.payload = "{\"n\":" + std::to_string(++counter_) + "}";
  j.created_at = clock.now();
  j.not_before = clock.now() + std::chrono::seconds{number(random, 50000)};
  j.attempts = number(random, 3);
  if (random.chance(30)) j.state = storage::job_state::dead;
  if (random.chance(30)) j.reason = "why";
  return j;
}

request world::erasing(const storage::session_ref& ref, std::int64_t expected) {
  request r;
  r.body.session = ref;
  r.body.expected_last_seq = expected;
  if (random.chance(60)) r.body.guard = storage::subtree_guard::none_left;
  r.body.erase = storage::erase_order{"receipt", random.chance(50)   ? any_session().id
                                                 : random.chance(30) ? "user/" + any_user()
                                                                     : ""};
  return r;
}

request world::blanking(const storage::session_ref& ref, std::int64_t last_seq) {
  request r;
  r.body.session = ref;
  auto& order = r.body.blank.emplace();
  order.receipt_id = "receipt";
  for (auto n = 1 + random.below(3); n > 0; --n)
    order.seqs.push_back(1 + number(random, last_seq + 1));
  std::sort(order.seqs.begin(), order.seqs.end());
  order.subject = ref.id + "/" + std::to_string(order.seqs.front());
  for (auto n = random.below(3); n > 0; --n)
    order.turns.push_back("t" + std::to_string(1 + random.below(4)));
  if (random.chance(30)) order.part_of = "user/" + any_user();
  return r;
}

request world::summarizing(const storage::session_ref& ref) {
  request r;
  r.body.session = ref;
  const auto& known = sessions[ref].summaries;
  auto& order = r.body.summary.emplace();
  auto& made = order.made;
  made.summary_id = "s" + std::to_string(++counter_);
  made.round = number(random, 9);
  made.from_seq = known.latest && random.chance(90) ? known.latest->to_seq + 1 : 1;
  made.to_seq = made.from_seq + number(random, 3);
  made.text = "summary " + made.summary_id;
  made.model = "extractive";
  made.created_at = clock.now();
  if (known.latest && random.chance(95)) made.previous_summary_id = known.latest->summary_id;
  order.erasures = known.erasures + (random.chance(10) ? 1 : 0);
  if (!known.latest || !random.chance(30)) return r;
  order.replaces = random.chance(90) ? known.latest->summary_id : "s0";
  made.from_seq = known.latest->from_seq;
  made.to_seq = known.latest->to_seq - (random.chance(10) ? 1 : 0);
  if (random.chance(90)) made.previous_summary_id = known.latest->previous_summary_id;
  return r;
}

request world::without_session() {
  request r;
  if (random.chance(60)) {
    change_jobs(r);
  } else if (random.chance(50)) {
    r.body.receipt = storage::receipt_order{tenants[random.below(2)], any_user(), "receipt",
                                            random.chance(50)};
  } else {
    r.body.setting = storage::tenant_setting{tenants[random.below(2)], "rules",
                                             random.chance(70) ? "{}" : ""};
  }
  return r;
}

std::string world::any_user() { return random.chance(50) ? "user" : users[random.below(3)]; }

storage::search_query world::question() {
  static const std::string words[] = {"message", "body", "of", "another", "\"another body\"",
                                      "\"body of\"", "BODY"};
  storage::search_query q;
  q.tenant = tenants[random.below(2)];
  q.text = words[random.below(7)];
  if (random.chance(40)) q.text += " id" + std::to_string(random.below(20));
  if (random.chance(30)) q.text += " " + std::to_string(random.below(200));
  if (random.chance(30)) q.session = any_session().id;
  if (random.chance(20)) q.user = any_user();
  q.items_max = 1 + number(random, 6);
  q.rows_examined_max = random.chance(50) ? 1 + number(random, 6) : 1000;
  return q;
}

std::int64_t world::any_job_id() {
  return std::max<std::int64_t>(1, last_job + 3 - number(random, 40));
}

void world::change_jobs(request& r) {
  auto& changes = r.body.jobs.emplace();
  if (random.chance(60)) changes.add.push_back(any_job());
  if (random.chance(40)) {
    changes.put.push_back(any_job());
    changes.put.back().id = any_job_id();
  }
  for (auto n = random.below(5); n > 0; --n) changes.remove.push_back(any_job_id());
}

std::vector<request> world::batch() {
  std::vector<request> requests;
  std::map<storage::session_ref, std::int64_t> heads;
  for (auto n = 1 + random.below(5); n > 0; --n) {
    if (random.chance(5)) {
      requests.push_back(without_session());
      continue;
    }
    const auto ref = any_session();
    const auto known = sessions.find(ref);
    if (known == sessions.end() || random.chance(15)) {
      requests.push_back(random.chance(50) ? creation() : fork());
    } else {
      const auto head = heads.emplace(ref, known->second.last_seq).first;
      auto r = random.chance(3)    ? erasing(ref, head->second)
               : random.chance(4)  ? blanking(ref, head->second)
               : random.chance(8)  ? summarizing(ref)
               : random.chance(80) ? append(ref, head->second)
                                   : change(ref, head->second);
      // A guess, right when everything in the parts is new.
      for (const auto& p : r.body.parts)
        head->second += static_cast<std::int64_t>(p.entries.size());
      requests.push_back(std::move(r));
    }
    if (random.chance(2)) requests.back().epoch_off = random.chance(50) ? 1 : -1;
    if (random.chance(2)) requests.back().key_off = 1;
  }
  return requests;
}

storage::page_request world::page(std::int64_t last_seq) {
  storage::page_request r;
  const auto bound = last_seq + 3;
  if (random.chance(40)) r.after = number(random, bound);
  if (random.chance(40)) r.before = number(random, bound);
  r.upto = random.chance(70) ? last_seq : number(random, bound);
  r.items_max = 1 + number(random, 20);
  if (random.chance(30)) r.bytes_max = number(random, 5000);
  return r;
}

storage::session_query world::query() {
  storage::session_query q;
  q.tenant = tenants[random.below(2)];
  if (random.chance(20))
    q.status = random.chance(50) ? domain::session_status::closed : domain::session_status::active;
  if (random.chance(10)) q.type = domain::session_type::user_to_agent;
  if (random.chance(20)) q.user = users[random.below(3)];
  if (random.chance(15)) q.conversation = random.chance(70) ? "talk" : "s1";
  if (random.chance(15)) q.role = random.chance(50) ? "writer" : "assistant";
  if (random.chance(15)) q.root = "s1";
  if (random.chance(15)) q.parent = "s" + std::to_string(random.below(3));
  const auto moment = [this] { return clock.now() - std::chrono::minutes{number(random, 3000)}; };
  if (random.chance(15)) q.created_from = moment();
  if (random.chance(15)) q.created_to = moment();
  if (random.chance(15)) q.active_from = moment();
  if (random.chance(15)) q.active_to = moment();
  if (random.chance(15)) q.metadata.emplace_back("k", random.below(3));
  q.oldest_first = random.chance(50);
  if (random.chance(40)) q.order = storage::list_order::last_activity;
  q.items_max = 1 + number(random, 6);
  q.rows_examined_max = random.chance(50) ? 1 + number(random, 6) : 1000;
  return q;
}

}  // namespace parley::testing::compare
