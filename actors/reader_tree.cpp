#include "actors/reader_tree.hpp"

#include <set>
#include <utility>

namespace parley::actors {

using namespace protocol;
using base::errc;
using base::fail;

namespace {

constexpr std::int64_t page_items = 1000;

/// The children of one session on the way down, and where in the answer the nearest listed session
/// above them stands.
struct level {
  std::vector<domain::session_view> children;
  std::size_t next = 0;
  std::int64_t above = 0;
};

base::result<std::vector<domain::session_view>> children_of(storage::read_access& store,
                                                            const storage::session_ref& parent) {
  storage::session_query query;
  query.tenant = parent.tenant;
  query.parent = parent.id;
  query.oldest_first = true;
  query.items_max = page_items;
  std::vector<domain::session_view> all;
  do {
    auto page = store.catalog->list(query);
    if (!page) return fail(page.error());
    for (auto& item : page->items) all.push_back(std::move(item));
    query.after = page->next;
  } while (query.after);
  return all;
}

}  // namespace

base::result<session_tree> read_tree(storage::read_access& store, const storage::session_ref& ref,
                                     const tree_request& wanted) {
  auto root = store.log->load(ref);
  if (!root) return fail(root.error());
  if (!*root) return fail(missing(store, ref));
  session_tree out;
  out.nodes.push_back({std::move((*root)->record), (*root)->head});
  out.above.push_back(-1);
  std::set<std::string> seen{ref.id};
  std::vector<level> path;
  const auto descend = [&](const std::string& id, std::int64_t above) -> base::result<void> {
    if (static_cast<std::int64_t>(path.size()) >= wanted.depth_max) return {};
    auto children = children_of(store, {ref.tenant, id});
    if (!children) return fail(children.error());
    path.push_back({std::move(*children), 0, above});
    return {};
  };
  if (auto read = descend(ref.id, 0); !read) return fail(read.error());
  while (!path.empty()) {
    auto& at = path.back();
    if (at.next == at.children.size()) {
      path.pop_back();
      continue;
    }
    auto view = std::move(at.children[at.next++]);
    const auto id = view.record.session_id;
    if (!seen.insert(id).second) continue;
    auto above = at.above;
    if (!wanted.due || domain::is_due(*wanted.due, view.record)) {
      if (static_cast<std::int64_t>(out.nodes.size()) >= wanted.nodes_max) {
        out.truncated = true;
        break;
      }
      out.nodes.push_back(std::move(view));
      out.above.push_back(above);
      above = static_cast<std::int64_t>(out.nodes.size()) - 1;
    }
    if (auto read = descend(id, above); !read) return fail(read.error());
  }
  return out;
}

base::status missing(storage::read_access& store, const storage::session_ref& ref) {
  const auto erased = store.log->find_erasure(ref);
  if (!erased) return erased.error();
  if (*erased) return {errc::erased, "", "The session was erased."};
  return {errc::not_found, "", "There is no such session."};
}

base::result<session_facts> read_facts(storage::read_access& store,
                                       const storage::session_ref& ref) {
  auto found = store.log->load(ref);
  if (!found) return fail(found.error());
  session_facts facts;
  if (*found) {
    facts.session = {std::move((*found)->record), (*found)->head};
    return facts;
  }
  auto erased = store.log->find_erasure(ref);
  if (!erased) return fail(erased.error());
  facts.erased = std::move(*erased);
  return facts;
}

base::result<letter_page> read_letters(storage::read_access& store, storage::dead_query query) {
  const auto items_max = query.items_max;
  ++query.items_max;  // one more tells whether there is a next page
  auto found = store.jobs->dead(query);
  if (!found) return fail(found.error());
  letter_page page{std::move(*found), std::nullopt};
  if (static_cast<std::int64_t>(page.items.size()) > items_max) {
    page.items.pop_back();
    page.next = page.items.back().id;
  }
  return page;
}

base::result<storage::job> read_letter(storage::read_access& store, const std::string& tenant,
                                       std::int64_t id) {
  auto found = store.jobs->find(tenant, id);
  if (!found) return fail(found.error());
  if (!*found || (*found)->state != storage::job_state::dead)
    return fail(errc::not_found, "", "There is no such dead letter.");
  return std::move(**found);
}

}  // namespace parley::actors
