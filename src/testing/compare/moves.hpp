#pragma once

#include <cstddef>
#include <map>
#include <string>

#include "testing/cargo.hpp"
#include "testing/compare/side.hpp"

namespace parley::testing::compare {

/// Sessions leave both stores and come back to them, step by step, in the right order and in wrong
/// ones; what has left is kept here meanwhile, as another store would have it.
class moves {
 public:
  moves(world& w, side& first, side& second) : world_(w), first_(first), second_(second) {}

  /// Some steps of some session; what differs, or nothing.
  std::string step();

 private:
  storage::outcome commit(const char* what, request r);
  void read(const storage::session_ref& ref);
  void of_one_here(const storage::session_ref& ref);
  void of_one_elsewhere(const storage::session_ref& ref, const cargo& c);
  void depart(const storage::session_ref& ref);
  void arrive(const storage::session_ref& ref, const cargo& c);
  void staged_rows(const storage::session_ref& ref);
  void differ(const std::string& what);
  request plain(const storage::session_ref& ref, storage::move_order::phase step);

  world& world_;
  side& first_;
  side& second_;
  std::map<storage::session_ref, cargo> elsewhere_;
  std::map<storage::session_ref, std::size_t> staged_;  ///< messages that are
  cargo last_read_;
  std::string difference_;
};

}  // namespace parley::testing::compare
