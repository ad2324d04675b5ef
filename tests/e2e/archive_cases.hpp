#pragma once

#include "archive_world.hpp"

namespace parley::e2e {

// What must hold of a hot store and its archive, whatever drivers they have. The stores are new.

/// Sessions are read, listed, found, counted and exported as before they moved; those that are
/// written to come back.
void archived_sessions_are_as_before(const two_stores& stores);

/// The program without a server moves what is due, and says what it moved.
void a_terminal_moves(const two_stores& stores);

/// `parley migrate` is killed again and again: nothing is lost, nothing is there twice.
void whatever_is_killed_nothing_is_lost(const two_stores& stores);

}  // namespace parley::e2e
