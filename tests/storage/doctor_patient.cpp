#include "storage/doctor_patient.hpp"

#include <sqlite3.h>

#include <filesystem>
#include <stdexcept>

#include "parley/domain/creation.hpp"
#include "parley/domain/report.hpp"
#include "testing/conformance/fork_bench.hpp"
#include "testing/conformance/moving_bench.hpp"

namespace parley::tests {
namespace {

namespace bed = testing::conformance;
using bed::bench;
using bed::owned;

owned child(bench& b, const std::string& id, const owned& parent) {
  domain::session_request request;
  request.session_id = id;
  const auto& above = parent.record;
  const domain::parent_facts facts{above.session_id, above.root_session_id, above.depth,
                                   above.user_id};
  auto s = b.creation("t", id);
  s.create = domain::create_session(request, "t", id, facts, b.clock.now(), {}).value();
  s.children_max = 10;
  const auto record = *s.create;
  const auto o = b.commit(std::move(s));
  b.committed(o, "a child");
  return {{"t", id}, o.key, o.log, 0, record};
}

void close(bench& b, owned& s) {
  auto what = b.change(s, "");
  what.update->status = domain::session_status::closed;
  what.update->closed_at = b.clock.now();
  s.record = *what.update;
  b.committed(b.commit(std::move(what)), "a session is closed");
}

void erase(bench& b, const owned& s) {
  auto what = b.append(s, {});
  what.parts.clear();
  what.erase = storage::erase_order{"receipt of " + s.ref.id, ""};
  b.committed(b.commit(std::move(what)), "a session is erased");
}

void purge(bench& b, const owned& s) {
  const auto due = b.read.jobs->due(b.clock.now(), 100).value();
  for (const auto& j : due.items) {
    if (j.kind != storage::job_kind::purge || j.session_id != s.ref.id) continue;
    b.work_off(j);
  }
}

/// A question with its running turn, after one that ended.
void ask(bench& b, owned& s) {
  domain::turn t;
  t.turn_id = "turn1";
  t.ordinal = 1;
  t.state = domain::turn_state::running;
  t.question = b.message("what is the weather in Paris", "turn1:q");
  t.question.id_suffix.clear();
  t.answer_id = "turn1:a";
  t.draft = {"it rains", {8}};
  t.lease_until = t.touched_at = b.clock.now();
  auto what = b.append(s, {t.question});
  what.parts[0].turns = {t};
  what.parts[0].turns_completed = 2;
  b.committed(b.commit(std::move(what)), "a question");
  ++s.last_seq;
}

void summarize(bench& b, const owned& s) {
  auto what = b.append(s, {});
  what.parts.clear();
  auto& made = what.summary.emplace().made;
  made.summary_id = "summary1";
  made.to_seq = 3;
  made.text = "what was said";
  made.model = "extractive";
  made.created_at = b.clock.now();
  b.committed(b.commit(std::move(what)), "a summary");
}

void add_jobs(bench& b, const owned& from, const owned& to) {
  auto entry = b.message("done", "report");
  auto what = b.append(from, {entry});
  storage::job report;
  report.kind = storage::job_kind::deliver;
  report.tenant = "t";
  report.session_id = from.ref.id;
  report.payload = domain::write_report(domain::report_of(entry, from.ref.id, to.ref.id));
  what.parts[0].jobs = {report};
  what.parts[0].once = b.once("key", "body");
  b.committed(b.commit(std::move(what)), "a report");
  storage::submission others;
  others.epoch = b.writer->epoch();
  storage::job letter;
  letter.kind = storage::job_kind::poison;
  letter.tenant = "t";
  letter.session_id = "never-created";
  letter.state = storage::job_state::dead;
  others.jobs = storage::job_changes{{letter}, {}, {}};
  others.setting = storage::tenant_setting{"t", "retention", "{\"days\":30}"};
  b.committed(b.commit(std::move(others)), "a dead letter and a setting");
}

/// One that is on its way here, one that may be elsewhere, too, and one that has left.
void move_some(bench& b) {
  auto coming = b.create("coming");
  b.fill(coming, 2);
  domain::turn t;
  t.turn_id = "turn2";
  t.ordinal = 2;
  t.state = domain::turn_state::complete;
  t.question.message_id = "turn2:q";
  t.answer_id = "turn2:a";
  t.touched_at = b.clock.now();
  auto what = b.append(coming, {b.message("on its way")});
  what.parts[0].turns = {t};
  what.parts[0].turns_completed = 1;
  b.committed(b.commit(std::move(what)), "a turn");
  ++coming.last_seq;
  summarize(b, coming);
  const auto c = bed::departed(b, coming);
  purge(b, coming);
  bed::staged(b, c);

  auto marked = b.create("marked");
  b.fill(marked, 2);
  b.committed(b.commit(bed::step(
                  b, testing::step_of(marked.ref, storage::move_order::phase::mark), marked)),
              "a mark");

  auto left = b.create("left");
  b.fill(left, 3);
  b.index();
  bed::departed(b, left);
  storage::submission letter;
  letter.epoch = b.writer->epoch();
  storage::job dead;
  dead.kind = storage::job_kind::deliver;
  dead.tenant = "t";
  dead.session_id = "left";
  dead.state = storage::job_state::dead;
  letter.jobs.emplace().add = {dead};
  b.committed(b.commit(std::move(letter)), "a dead letter of one that has left");
}

void fill_store(bench& b) {
  auto a = b.create("a");
  b.fill(a, 4);
  b.committed(b.commit(b.append(a, {b.message("\xE4\xB8\xAD\xE6\x96\x87 text", "given")})),
              "an id");
  a.last_seq = 5;
  b.clock.advance(std::chrono::seconds{1});
  ask(b, a);
  summarize(b, a);
  auto f = bed::forked(b, "f", a, 5);
  b.fill(f, 3);
  bed::forked(b, "g", f, 7);
  bed::forked(b, "at-zero", a, 0);
  auto other = b.create("a", "u");
  b.fill(other, 2);

  auto origin = b.create("origin");
  b.fill(origin, 6);
  auto heir = bed::forked(b, "heir", origin, 4);
  b.fill(heir, 1);
  erase(b, origin);
  purge(b, origin);
  auto gone = b.create("gone");
  b.fill(gone, 3);
  b.index();
  erase(b, gone);

  auto root = b.create("root");
  auto c = child(b, "child", root);
  const auto grandchild = child(b, "grandchild", c);
  add_jobs(b, grandchild, c);
  auto top = b.create("top");
  auto below = child(b, "below", top);
  close(b, below);
  close(b, top);
  move_some(b);
  b.index();
}

}  // namespace

std::vector<std::string> fill_patient(const testing::store_factory& make) {
  std::vector<testing::failure> failures;
  {
    bench b{make, "patient", failures};
    if (b.is_open()) fill_store(b);
  }
  std::vector<std::string> texts;
  for (const auto& f : failures) texts.push_back(f.text);
  return texts;
}

patient::patient() {
  const auto uri = "sqlite:" + folder_.path("store");
  failures_ = fill_patient(
      [&](const storage::open_options& options) { return storage::open_store(uri, options); });
}

std::string patient::copy_to(const scratch& folder) const {
  for (const auto& file : std::filesystem::directory_iterator{folder_.path("")})
    std::filesystem::copy_file(file.path(), folder.path(file.path().filename().string()));
  return "sqlite:" + folder.path("store");
}

std::string run_sql(const std::string& path, const std::string& sql) {
  sqlite3* db = nullptr;
  sqlite3_open(path.c_str(), &db);
  std::string result;
  char* error = nullptr;
  sqlite3_exec(
      db, sql.c_str(),
      [](void* to, int, char** values, char**) {
        *static_cast<std::string*>(to) += values[0] ? values[0] : "NULL";
        return 0;
      },
      &result, &error);
  const std::string why = error ? error : "";
  sqlite3_free(error);
  sqlite3_close(db);
  if (!why.empty()) throw std::runtime_error(why + " in " + sql);
  return result;
}

}  // namespace parley::tests
