#include "context/tokens/ranks_table.hpp"

#include <algorithm>
#include <bit>

namespace parley::context {

ranks_table::ranks_table(std::string bytes, std::vector<std::uint32_t> ends)
    : bytes_(std::move(bytes)),
      ends_(std::move(ends)),
      filter_((std::size_t{1} << filter_bits) / 64),
      pairs_(0x10000, none) {
  slots_.resize(std::bit_ceil(std::max<std::size_t>(ends_.size() * 2, 512)));
  mask_ = slots_.size() - 1;
  std::uint32_t begin = 0;
  for (std::uint32_t rank = 0; rank < ends_.size(); ++rank) {
    const char* p = bytes_.data() + begin;
    const std::uint32_t size = ends_[rank] - begin;
    begin = ends_[rank];
    longest_ = std::max<std::size_t>(longest_, size);
    if (!repeated_ && find(p, size, p + size) != none) repeated_ = rank;
    if (size == 2)
      pairs_[static_cast<unsigned char>(p[0]) << 8 | static_cast<unsigned char>(p[1])] = rank;
    const auto key = size > 8 ? long_key(p, size) : short_key(p, size, p + size);
    const auto hash = mixed(key, size);
    const auto bit = hash >> (64 - filter_bits);
    filter_[bit >> 6] |= std::uint64_t{1} << (bit & 63);
    auto i = hash & mask_;
    while (slots_[i].size != 0) i = (i + 1) & mask_;
    slots_[i] = {key, rank, size};
  }
}

std::uint64_t ranks_table::long_key(const char* p, std::size_t size) {
  // Eight bytes at a time and the last eight, which may overlap: more than eight are there.
  std::uint64_t hash = size;
  std::uint64_t word;
  const auto mix = [&](const char* at) {
    std::memcpy(&word, at, 8);
    hash = (hash ^ word) * 0x9e3779b97f4a7c15u;
    hash ^= hash >> 29;
  };
  const char* const last = p + size - 8;
  for (; p < last; p += 8) mix(p);
  mix(last);
  return hash;
}

std::uint32_t ranks_table::find_long(const char* p, std::size_t size) const {
  const auto key = long_key(p, size);
  const auto hash = mixed(key, size);
  if (!may_have(hash)) return none;
  for (auto i = hash & mask_;; i = (i + 1) & mask_) {
    const auto& slot = slots_[i];
    if (slot.size == 0) return none;
    if (slot.key == key && slot.size == size &&
        std::memcmp(bytes_.data() + (ends_[slot.rank] - size), p, size) == 0)
      return slot.rank;
  }
}

}  // namespace parley::context
