#pragma once

#include <span>

namespace parley::tests {

struct sample {
  const char* what;
  const char* text;
};

/// Talk in many languages, and what else stands in conversations: code, tables, records, addresses.
std::span<const sample> corpus();

}  // namespace parley::tests
