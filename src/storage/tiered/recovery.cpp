#include "storage/tiered/recovery.hpp"

#include <optional>
#include <utility>
#include <vector>

#include "parley/storage/move_steps.hpp"

namespace parley::storage::tiered {
namespace {

constexpr std::int64_t page_rows = 1000;

base::result<void> commit(log_writer& writer, const std::vector<submission>& steps) {
  if (steps.empty()) return {};
  for (const auto& o : writer.commit(steps))
    if (o.kind != commit::committed) return base::fail(o.error);
  return {};
}

/// What takes the copy in the archive away; nullopt when it is gone.
base::result<std::optional<submission>> departure(const recovery_access& stores,
                                                  const session_ref& session) {
  auto copy = stores.archive.load(session);
  if (!copy) return base::fail(copy.error());
  if (!*copy) return std::nullopt;
  moving_session moving{std::move(**copy), 0, {}};
  const auto& from = moving.from;
  const auto state = stores.archive.summary_state_of(from.log);
  if (!state) return base::fail(state.error());
  moving.erasures = state->erasures;
  auto sum = sum_history(stores.archive, {from.key, from.log, from.head.last_seq, {}});
  if (!sum) return base::fail(sum.error());
  moving.rows = std::move(*sum);
  return depart_from_archive(moving, 0, stores.archive_writer.epoch());
}

/// What is to be done about a log of the archive.
base::result<std::optional<submission>> step_in_archive(const recovery_access& stores,
                                                        const moving_log& m) {
  if (m.state == moving_state::departed) return std::nullopt;
  if (m.state == moving_state::marked) {
    const auto here = has_or_erased(stores.hot, m.session);
    if (!here) return base::fail(here.error());
    if (*here) return departure(stores, m.session);
    return unmark_in_archive(m.session, stores.archive_writer.epoch());
  }
  return forget_step(m.session, stores.archive_writer.epoch());
}

std::optional<submission> step_in_hot(const recovery_access& stores, const moving_log& m) {
  if (m.state == moving_state::departed) return std::nullopt;
  const auto epoch = stores.hot_writer.epoch();
  // It was the archive of another one once.
  if (m.state == moving_state::marked) return unmark_in_archive(m.session, epoch);
  return forget_step(m.session, epoch);
}

/// Goes through what has to do with moves in one store and commits, page by page.
template <class Step>
base::result<void> work_off(log_reader& reader, log_writer& writer, Step step) {
  for (std::int64_t after = 0;;) {
    const auto page = reader.moving(after, page_rows);
    if (!page) return base::fail(page.error());
    std::vector<submission> steps;
    for (const auto& m : *page) {
      base::result<std::optional<submission>> wanted = step(m);
      if (!wanted) return base::fail(wanted.error());
      if (*wanted) steps.push_back(std::move(**wanted));
    }
    if (auto done = commit(writer, steps); !done) return done;
    if (static_cast<std::int64_t>(page->size()) < page_rows) return {};
    after = page->back().log;
  }
}

}  // namespace

base::result<void> recover(const recovery_access& stores) {
  auto done = work_off(stores.hot, stores.hot_writer,
                       [&](const moving_log& m) { return step_in_hot(stores, m); });
  if (!done) return done;
  return work_off(stores.archive, stores.archive_writer,
                  [&](const moving_log& m) { return step_in_archive(stores, m); });
}

}  // namespace parley::storage::tiered
