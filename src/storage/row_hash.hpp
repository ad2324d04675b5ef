#pragma once

#include "parley/base/digest.hpp"
#include "parley/domain/summary.hpp"
#include "parley/domain/turn.hpp"
#include "parley/storage/moving.hpp"

namespace parley::storage {

// Every field of a row into a digest, in a form in which no two rows are alike.

void hash_row(base::sha256& into, const moved_message& m);
void hash_row(base::sha256& into, const domain::turn& t);
void hash_row(base::sha256& into, const domain::summary& s);
void hash_row(base::sha256& into, const turn_tally& t);

}  // namespace parley::storage
