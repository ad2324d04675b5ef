#include "storage/tier_scene.hpp"

#include <utility>

#include "parley/testing/samples.hpp"
#include "storage/sqlite/store.hpp"

namespace parley::tests {

using namespace storage;
using testing::compare::request;

tier_scene::tier_scene(kind drivers) : kind_(drivers) {
  if (kind_ == kind::sqlite) disk_ = std::make_unique<testing::power_loss_disk>(1);
  open();
}

std::unique_ptr<store> tier_scene::open_one(const std::string& name) {
  base::result<std::unique_ptr<store>> opened;
  if (kind_ == kind::memory) {
    open_options options;
    options.clock = &clock;
    opened = open_store("memory:", options);
  } else {
    sqlite::options options;
    options.vfs = disk_->vfs();
    options.lock = false;
    options.clock = &clock;
    opened = sqlite::open(name, options);
  }
  if (opened) return std::move(*opened);
  trouble_ = base::to_string(opened.error());
  return nullptr;
}

void tier_scene::open() {
  auto tiers = std::make_unique<tiered_store>(open_one("hot"), open_one("archive"));
  auto* tiered = tiers.get();
  side_ = std::make_unique<tier_side>();
  if (auto opened = side_->open(std::move(tiers), tiered); !opened)
    trouble_ = base::to_string(opened.error());
}

void tier_scene::restart() {
  if (kind_ == kind::sqlite) {
    side_.reset();
    open();
  } else if (auto opened = side_->reopen_writer(); !opened) {
    trouble_ = base::to_string(opened.error());
  }
}

void tier_scene::commit(request r) {
  for (const auto& o : side_->commit({std::move(r)})) {
    if (o.kind != commit::committed) trouble_ = base::to_string(o.error);
    for (const auto& p : o.parts)
      if (p.refused) trouble_ = base::to_string(*p.refused);
  }
}

append_part tier_scene::part(int messages, const std::string& user) {
  append_part p;
  for (int n = 1; n <= messages; ++n) {
    auto m = testing::sample_message("word number " + std::to_string(n), clock, entropy);
    m.sender_id = user;
    m.body_digest = domain::body_digest(m);
    p.entries.push_back(std::move(m));
  }
  return p;
}

void tier_scene::create(const std::string& id, int messages, const std::string& user) {
  request r;
  r.body.session = {"t", id};
  r.body.create = testing::sample_session("t", id, clock);
  r.body.create->user_id = user;
  r.body.parts.push_back(part(messages, user));
  commit(std::move(r));
}

void tier_scene::create_rich(const std::string& id) {
  create(id, 5);
  request r;
  r.body.session = {"t", id};
  r.body.expected_last_seq = 5;
  auto more = part(2, "user");
  more.entries.push_back(testing::full_message("given", clock, entropy));
  for (std::int64_t ordinal = 1; ordinal <= 4; ++ordinal) {
    domain::turn t;
    t.ordinal = ordinal;
    t.turn_id = "t" + std::to_string(ordinal);
    t.answer_id = t.turn_id + ":a";
    t.state = domain::turn_state::complete;
    t.question.message_id = t.turn_id + ":q";
    t.touched_at = clock.now();
    more.turns.push_back(t);
  }
  more.turns_completed = 4;
  r.body.parts.push_back(std::move(more));
  commit(std::move(r));

  request summary;
  summary.body.session = {"t", id};
  auto& made = summary.body.summary.emplace().made;
  made.summary_id = "s1";
  made.to_seq = 4;
  made.text = "so far";
  made.model = "extractive";
  made.created_at = clock.now();
  commit(std::move(summary));

  request blank;
  blank.body.session = {"t", id};
  blank.body.blank = blank_order{"receipt", id + "/2", "", {2}};
  commit(std::move(blank));
  side_->purge();
}

void tier_scene::append(const std::string& id, const std::string& content) {
  const auto found = side_->read().log->load({"t", id});
  request r;
  r.body.session = {"t", id};
  r.body.expected_last_seq = (*found)->head.last_seq;
  r.body.parts.emplace_back().entries = {testing::sample_message(content, clock, entropy)};
  commit(std::move(r));
}

void tier_scene::person(const std::string& user) {
  for (const bool done : {false, true}) {
    request r;
    r.body.receipt = receipt_order{"t", user, "receipt", done};
    commit(std::move(r));
  }
  side_->drop_jobs();
}

void tier_scene::archive(const std::string& id) {
  if (const auto moved = side_->moves().archive({"t", id}); !moved)
    trouble_ = base::to_string(moved.error());
}

void tier_scene::recall(const std::string& id) {
  if (const auto moved = side_->moves().recall({"t", id}); !moved)
    trouble_ = base::to_string(moved.error());
}

}  // namespace parley::tests
