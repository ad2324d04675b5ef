#include "testing/conformance/bench.hpp"

namespace parley::testing::conformance {
namespace {

using base::errc;
using domain::session_status;
using storage::subtree_guard;

storage::submission child(bench& b, const std::string& id, const std::string& parent,
                          std::int64_t children_max = 3) {
  auto s = b.creation("t", id);
  s.create->parent_session_id = parent;
  s.children_max = children_max;
  return s;
}

owned spawn(bench& b, const std::string& id, const std::string& parent) {
  auto s = child(b, id, parent);
  const auto record = *s.create;
  const auto o = b.commit(std::move(s));
  b.committed(o, "the child " + id);
  return {{"t", id}, o.key, o.log, 0, record};
}

storage::submission with_status(bench& b, owned& o, session_status status) {
  auto s = b.change(o, "");
  s.update->status = status;
  return s;
}

void turn_into(bench& b, owned& o, session_status status) {
  auto s = with_status(b, o, status);
  o.record = *s.update;
  b.committed(b.commit(std::move(s)), o.ref.id + " becomes another");
}

storage::submission cascade_of(bench& b, const std::string& id) {
  storage::job j;
  j.kind = storage::job_kind::cascade;
  j.tenant = "t";
  j.session_id = id;
  storage::submission s;
  s.epoch = b.writer->epoch();
  s.jobs = storage::job_changes{{j}, {}, {}};
  return s;
}

void refused_child(bench& b, storage::submission s, errc wanted, const std::string& what) {
  const auto ref = s.session;
  const auto o = b.commit(std::move(s));
  b.rejected(o, wanted, what);
  b.equal(o.error.field, std::string{"parent_session_id"}, what + " names the field");
  b.expect(!b.load(ref), what + " makes no session");
}

void a_child_needs_an_active_parent(bench& b) {
  refused_child(b, child(b, "c", "nobody"), errc::not_found, "a child of nobody");
  auto other = b.creation("u", "p");
  b.committed(b.commit(other), "another tenant's session");
  refused_child(b, child(b, "c", "p"), errc::not_found, "a child of another tenant's session");
  auto p = b.create("p");
  spawn(b, "c", "p");
  turn_into(b, p, session_status::closed);
  refused_child(b, child(b, "d", "p"), errc::session_closed, "a child of a closed parent");
  turn_into(b, p, session_status::archived);
  refused_child(b, child(b, "d", "p"), errc::session_closed, "a child of an archived parent");
  turn_into(b, p, session_status::active);
  spawn(b, "d", "p");
  auto unasked = child(b, "e", "nobody", 0);
  b.committed(b.commit(unasked), "an import, which is not asked");
}

void children_are_counted(bench& b) {
  b.create("p");
  auto first = spawn(b, "c1", "p");
  spawn(b, "c2", "p");
  turn_into(b, first, session_status::closed);
  const auto both = b.commit(std::vector{child(b, "c3", "p"), child(b, "c4", "p")});
  b.committed(both.at(0), "the third child");
  b.rejected(both.at(1), errc::conflict, "the fourth child of three, in one batch");
  refused_child(b, child(b, "c5", "p"), errc::conflict, "a child too many");
  b.committed(b.commit(child(b, "c5", "p", 4)), "a child within a larger limit");
}

void a_tree_that_goes_takes_no_child(bench& b) {
  b.create("p");
  spawn(b, "c", "p");
  spawn(b, "g", "c");
  b.create("other");
  const auto o = b.commit(cascade_of(b, "p"));
  refused_child(b, child(b, "d", "p"), errc::session_closed, "a child of one that goes");
  refused_child(b, child(b, "d", "g"), errc::session_closed, "a child further down");
  b.committed(b.commit(child(b, "d", "other")), "a child elsewhere");
  storage::submission over;
  over.epoch = b.writer->epoch();
  over.jobs = storage::job_changes{{}, {}, o.jobs};
  b.committed(b.commit(over), "the end of the cascade");
  b.committed(b.commit(child(b, "e", "g")), "a child afterwards");
}

void a_guard_looks_at_the_whole_subtree(bench& b) {
  auto p = b.create("p");
  auto c = spawn(b, "c", "p");
  auto g = spawn(b, "g", "c");
  const auto guarded = [&](subtree_guard guard) {
    auto s = with_status(b, p, session_status::closed);
    s.guard = guard;
    return b.commit(std::move(s));
  };
  const auto refused = [&](subtree_guard guard, const std::string& what) {
    const auto o = guarded(guard);
    b.rejected(o, errc::conflict, what);
    b.equal(o.error.field, std::string{"children"}, what + " names the field");
  };
  refused(subtree_guard::none_open, "a close above active ones");
  turn_into(b, c, session_status::closed);
  refused(subtree_guard::none_open, "a close above an active one further down");
  turn_into(b, g, session_status::archived);
  refused(subtree_guard::all_archived, "an archiving above a closed one");
  b.expect(b.load(p.ref)->record.status == session_status::active, "nothing was written");
  refused(subtree_guard::none_open, "a close above one that was archived while it was active");
  auto over = with_status(b, g, session_status::archived);
  over.update->closed_at = b.clock.now();
  g.record = *over.update;
  b.committed(b.commit(std::move(over)), "one that was closed before");
  const auto closed = guarded(subtree_guard::none_open);
  b.committed(closed, "a close above none that is open");
  p.record = b.load(p.ref)->record;
  turn_into(b, c, session_status::archived);
  auto s = with_status(b, p, session_status::archived);
  s.guard = subtree_guard::all_archived;
  b.committed(b.commit(s), "an archiving above archived ones");
}

}  // namespace

std::vector<test_case> tree_cases() {
  return {{"a child needs an active parent", a_child_needs_an_active_parent},
          {"children are counted", children_are_counted},
          {"a tree that goes takes no child", a_tree_that_goes_takes_no_child},
          {"a guard looks at the whole subtree", a_guard_looks_at_the_whole_subtree}};
}

}  // namespace parley::testing::conformance
