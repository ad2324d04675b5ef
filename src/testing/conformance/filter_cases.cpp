#include <functional>

#include "testing/conformance/bench.hpp"

namespace parley::testing::conformance {
namespace {

using ids = std::vector<std::string>;
using edit = std::function<void(domain::session&)>;

/// Five sessions, ten seconds apart. `e` and only `e` has messages, two hours later.
void prepare(bench& b) {
  using namespace domain;
  const std::pair<const char*, edit> rows[] = {
      {"a", [](session& s) { s.user_id = "ann"; }},
      {"b",
       [](session& s) {
         s.user_id = "bob";
         s.conversation_id = "talk";
         s.status = session_status::closed;
         s.metadata = {{"k", "v"}, {"n", 1}};
       }},
      {"c",
       [](session& s) {
         s.user_id = "ann";
         s.conversation_id = "talk";
         s.type = session_type::agent_to_agent;
         s.participants = {{"w", participant_type::agent, "writer", json::object(), s.created_at,
                            std::nullopt, json::object()},
                           {"v", participant_type::agent, "viewer", json::object(), s.created_at,
                            std::nullopt, json::object()},
                           {"r", participant_type::agent, "reader", json::object(), s.created_at,
                            s.created_at, json::object()}};
         s.metadata = {{"k", {{"v", 1}}}};
       }},
      {"d",
       [](session& s) {
         s.parent_session_id = "c";
         s.root_session_id = "a";
         s.depth = 2;
         s.metadata = {{"k", nullptr}};
       }},
      {"e",
       [](session& s) {
         s.parent_session_id = "a";
         s.root_session_id = "a";
         s.depth = 1;
         s.status = session_status::closed;
       }},
  };
  owned last;
  for (const auto& [id, change] : rows) {
    auto s = b.creation("t", id);
    change(*s.create);
    const auto o = b.commit(s);
    b.committed(o, "a creation");
    last = {s.session, o.key, o.log, 0, *s.create};
    auto foreign = s;
    foreign.session.tenant = foreign.create->tenant_id = "u";
    b.committed(b.commit(foreign), "the same of another tenant");
    b.clock.advance(std::chrono::seconds{10});
  }
  b.clock.advance(std::chrono::hours{2});
  b.fill(last, 2);
}

struct row {
  const char* what;
  std::function<void(storage::session_query&)> ask;
  ids wanted;
};

std::vector<row> rows() {
  using namespace domain;
  using query = storage::session_query;
  const auto start = base::from_micros(fake_clock::start_micros);
  const auto at = [start](int seconds) { return start + std::chrono::seconds{seconds}; };
  return {
      {"no filter", [](query&) {}, {"a", "b", "c", "d", "e"}},
      {"status active", [](query& q) { q.status = session_status::active; }, {"a", "c", "d"}},
      {"status closed", [](query& q) { q.status = session_status::closed; }, {"b", "e"}},
      {"status archived", [](query& q) { q.status = session_status::archived; }, {}},
      {"type", [](query& q) { q.type = session_type::agent_to_agent; }, {"c"}},
      {"user", [](query& q) { q.user = "ann"; }, {"a", "c"}},
      {"unknown user", [](query& q) { q.user = "an"; }, {}},
      {"conversation", [](query& q) { q.conversation = "talk"; }, {"b", "c"}},
      {"own conversation", [](query& q) { q.conversation = "a"; }, {"a"}},
      {"role", [](query& q) { q.role = "writer"; }, {"c"}},
      {"role of one who left", [](query& q) { q.role = "reader"; }, {"c"}},
      {"role of the implied agent", [](query& q) { q.role = "assistant"; }, {"a", "b", "d", "e"}},
      {"root", [](query& q) { q.root = "a"; }, {"d", "e"}},
      {"parent", [](query& q) { q.parent = "a"; }, {"e"}},
      {"created from", [at](query& q) { q.created_from = at(20); }, {"c", "d", "e"}},
      {"created to", [at](query& q) { q.created_to = at(20); }, {"a", "b"}},
      {"created between",
       [at](query& q) {
         q.created_from = at(10);
         q.created_to = at(31);
       },
       {"b", "c", "d"}},
      {"created in an empty range",
       [at](query& q) {
         q.created_from = at(20);
         q.created_to = at(20);
       },
       {}},
      {"active from", [at](query& q) { q.active_from = at(1000); }, {"e"}},
      {"active to", [at](query& q) { q.active_to = at(30); }, {"a", "b", "c"}},
      {"metadata text",
       [](query& q) {
         q.metadata = {{"k", "v"}};
       },
       {"b"}},
      {"metadata number",
       [](query& q) {
         q.metadata = {{"n", 1}};
       },
       {"b"}},
      {"metadata object",
       [](query& q) {
         q.metadata = {{"k", {{"v", 1}}}};
       },
       {"c"}},
      {"metadata null",
       [](query& q) {
         q.metadata = {{"k", nullptr}};
       },
       {"d"}},
      {"metadata, two keys",
       [](query& q) {
         q.metadata = {{"k", "v"}, {"n", 2}};
       },
       {}},
      {"an absent metadata key",
       [](query& q) {
         q.metadata = {{"x", 1}};
       },
       {}},
      {"text that looks like SQL", [](query& q) { q.user = "' OR 1=1 --"; }, {}},
      {"user and status",
       [](query& q) {
         q.user = "bob";
         q.status = session_status::closed;
       },
       {"b"}},
      {"everything at once",
       [at](query& q) {
         q.user = "ann";
         q.conversation = "talk";
         q.status = session_status::active;
         q.type = session_type::agent_to_agent;
         q.role = "writer";
         q.created_from = at(20);
         q.created_to = at(21);
         q.active_from = at(20);
         q.active_to = at(21);
         q.metadata = {{"k", {{"v", 1}}}};
       },
       {"c"}},
      {"parent and another root",
       [](query& q) {
         q.parent = "a";
         q.root = "c";
       },
       {}},
  };
}

void filters(bench& b) {
  prepare(b);
  for (const auto& r : rows()) {
    for (const std::int64_t items : {1, 100}) {
      storage::session_query query;
      query.tenant = "t";
      query.oldest_first = true;
      query.items_max = items;
      r.ask(query);
      ids found;
      for (int pages = 0; pages < 10; ++pages) {
        const auto page = b.read.catalog->list(query);
        b.expect(page.has_value(), std::string{r.what} + ": a page is read" +
                                       (page ? "" : ": " + base::to_string(page.error())));
        if (!page) break;
        for (const auto& item : page->items) {
          found.push_back(item.record.session_id);
          b.equal(item.record.tenant_id, std::string{"t"}, "no filter leads to another tenant");
        }
        if (!page->next) break;
        query.after = page->next;
      }
      std::string list;
      for (const auto& id : found) list += id + " ";
      b.expect(found == r.wanted, std::string{r.what} + " gives what it should; came: " + list);
    }
  }
}

}  // namespace

std::vector<test_case> filter_cases() { return {{"filters", filters}}; }

}  // namespace parley::testing::conformance
