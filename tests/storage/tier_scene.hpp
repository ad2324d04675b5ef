#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "parley/testing/fake_clock.hpp"
#include "parley/testing/power_loss_disk.hpp"
#include "parley/testing/seeded_entropy.hpp"
#include "storage/tier_side.hpp"

namespace parley::tests {

/// Two tiers that can be opened anew, and short ways to fill them. Tenant "t" throughout.
class tier_scene {
 public:
  enum class kind { memory, sqlite };
  explicit tier_scene(kind drivers);

  /// The process ends, and another one opens the same stores.
  void restart();

  tier_side& side() { return *side_; }
  /// What failed; empty: nothing.
  std::string trouble() const { return trouble_.empty() ? side_->trouble() : trouble_; }

  void create(const std::string& id, int messages, const std::string& user = "user");
  /// One with turns, a summary and an erased message.
  void create_rich(const std::string& id);
  void append(const std::string& id, const std::string& content);
  /// Erasing of a person is done, which had sent nothing.
  void person(const std::string& user);
  void archive(const std::string& id);
  void recall(const std::string& id);

  testing::fake_clock clock;
  testing::seeded_entropy entropy{7};

 private:
  void open();
  void commit(testing::compare::request r);
  storage::append_part part(int messages, const std::string& user);
  std::unique_ptr<storage::store> open_one(const std::string& name);

  kind kind_;
  std::unique_ptr<testing::power_loss_disk> disk_;
  std::unique_ptr<tier_side> side_;
  std::string trouble_;
};

}  // namespace parley::tests
