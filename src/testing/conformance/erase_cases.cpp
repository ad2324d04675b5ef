#include "testing/conformance/fork_bench.hpp"

namespace parley::testing::conformance {
namespace {

using base::errc;
using storage::job_kind;

storage::submission erasing(bench& b, const owned& s, const std::string& part_of = "") {
  auto what = b.append(s, {});
  what.parts.clear();
  what.guard = storage::subtree_guard::none_left;
  what.erase = storage::erase_order{"receipt of " + s.ref.id, part_of};
  return what;
}

domain::erasure erase(bench& b, const owned& s, const std::string& part_of = "") {
  const auto o = b.commit(erasing(b, s, part_of));
  b.committed(o, "the erasing of " + s.ref.id);
  b.expect(o.erased.has_value(), "an erasing gives a receipt");
  return o.erased ? *o.erased : domain::erasure{};
}

std::optional<domain::erasure> receipt(bench& b, const std::string& id) {
  const auto found = b.read.log->find_erasure({"t", id});
  b.expect(found.has_value(), "a receipt is read");
  return found ? *found : std::nullopt;
}

std::vector<storage::job> purges(bench& b) {
  std::vector<storage::job> found;
  const auto due = b.read.jobs->due(b.clock.now(), 1000);
  if (due)
    for (const auto& j : due->items)
      if (j.kind == job_kind::purge) found.push_back(j);
  return found;
}

/// Works off all of them; in how many slices.
int purge(bench& b, std::int64_t rows_max = 1000) {
  int slices = 0;
  for (auto jobs = purges(b); !jobs.empty() && slices < 1000; jobs = purges(b))
    slices += b.work_off(jobs.front(), rows_max);
  return slices;
}

void an_erased_session_is_gone(bench& b) {
  auto s = b.create("a");
  b.fill(s, 3);
  auto what = b.append(s, {b.message("more", "m4")});
  what.parts[0].once = b.once("key", "body");
  what.parts[0].jobs.push_back({0, job_kind::deliver, "t", "a", "{}", 0, {}, {}, {}, ""});
  b.committed(b.commit(what), "an append with a key and a job");
  s.last_seq = 4;
  const auto e = erase(b, s);
  b.expect(e.subject == "a" && e.receipt_id == "receipt of a" && e.sessions == 1 &&
               e.messages == 4 && e.forks == 0 && e.invisible_at == b.clock.now() && !e.purged_at,
           "the receipt says what was erased");
  b.expect(!b.load(s.ref), "there is no such session any more");
  b.expect(receipt(b, "a") == e, "the receipt is kept");
  b.expect(!receipt(b, "b"), "there is none of another one");
  const auto counts = b.read.catalog->counts("t");
  b.expect(counts && *counts == storage::tenant_counts{}, "nothing is counted");
  storage::session_query all;
  all.tenant = "t";
  const auto page = b.read.catalog->list(all);
  b.expect(page && page->items.empty(), "it is not listed");
  const auto effect = b.read.log->find_effect("t", "key", "POST /x");
  b.expect(effect && !*effect, "what was done under a key is forgotten");
  const auto due = b.read.jobs->due(b.clock.now(), 100);
  b.expect(due && due->items.size() == 1 && due->items[0].kind == job_kind::purge,
           "of its jobs only that of its rows is left");
  b.rejected(b.commit(b.creation("t", "a")), errc::erased, "a creation of the same id");
  b.committed(b.commit(b.creation("u", "a")), "the id in another tenant");
  b.rejected(b.commit(erasing(b, s)), errc::conflict, "a second erasing");
}

void rows_go_in_slices(bench& b) {
  auto s = b.create("a");
  b.fill(s, 7);
  erase(b, s);
  b.clock.advance(std::chrono::seconds{5});
  b.equal(purge(b, 3), 3, "three slices for seven rows");
  b.expect(b.all(s.log).empty(), "no row is left");
  const auto e = receipt(b, "a");
  b.expect(e && e->purged_at == b.clock.now(), "the receipt tells when");
}

void a_tree_is_erased_from_its_leaves(bench& b) {
  auto root = b.create("root");
  b.fill(root, 1);
  auto spawn = [&](const std::string& id, const std::string& parent) {
    auto what = b.creation("t", id);
    what.create->parent_session_id = parent;
    what.children_max = 10;
    const auto record = *what.create;
    const auto o = b.commit(std::move(what));
    owned s{{"t", id}, o.key, o.log, 0, record};
    b.fill(s, 2);
    return s;
  };
  const auto c = spawn("c", "root");
  const auto g = spawn("g", "c");
  const auto refused = b.commit(erasing(b, c));
  b.rejected(refused, errc::conflict, "an erasing above somebody");
  b.equal(refused.error.field, std::string{"children"}, "the refusal names the field");
  erase(b, g, "root");
  erase(b, c, "root");
  const auto e = erase(b, root);
  b.expect(e.sessions == 3 && e.messages == 5, "the receipt counts all that was part of it");
  b.expect(!receipt(b, "root")->purged_at, "not everything is purged at once");
  auto child = b.creation("t", "x");
  child.create->parent_session_id = "root";
  child.children_max = 10;
  b.rejected(b.commit(child), errc::erased, "a child of an erased session");
  purge(b);
  b.expect(receipt(b, "root")->purged_at.has_value(), "in the end it is");
}

void a_fork_keeps_what_it_shares(bench& b) {
  auto origin = b.create("origin");
  b.fill(origin, 6);
  auto f = forked(b, "fork", origin, 4);
  b.fill(f, 2);
  const auto before = b.all(f.log);
  const auto e = erase(b, origin);
  b.expect(e.messages == 2 && e.forks == 1, "only what the fork does not share is erased");
  purge(b, 1);
  b.expect(b.all(f.log) == before && before.size() == 6, "the fork is whole");
  auto counts = b.read.catalog->counts("t");
  b.expect(counts && counts->sessions == 1 && counts->messages == 6, "so are the counts");

  auto second = forked(b, "second", f, 2);
  const auto kept = b.all(second.log);
  const auto last = erase(b, f);
  b.expect(last.messages == 2 && last.forks == 0, "the fork's own messages are erased");
  purge(b, 1);
  b.expect(b.all(second.log) == kept && kept.size() == 2, "a fork of it is whole");
  counts = b.read.catalog->counts("t");
  b.expect(counts && counts->sessions == 1 && counts->messages == 2, "what nobody has is not counted");
  erase(b, second);
  purge(b, 1);
  counts = b.read.catalog->counts("t");
  b.expect(counts && *counts == storage::tenant_counts{}, "with the last one everything is gone");
  b.expect(b.all(origin.log).empty(), "also the rows");
  for (const auto* id : {"origin", "fork", "second"})
    b.expect(receipt(b, id)->purged_at.has_value(), std::string{id} + " is purged");
}

}  // namespace

std::vector<test_case> erase_cases() {
  return {{"an erased session is gone", an_erased_session_is_gone},
          {"rows go in slices", rows_go_in_slices},
          {"a tree is erased from its leaves", a_tree_is_erased_from_its_leaves},
          {"a fork keeps what it shares", a_fork_keeps_what_it_shares}};
}

}  // namespace parley::testing::conformance
