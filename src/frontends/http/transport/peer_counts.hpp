#pragma once

#include <boost/asio/ip/address.hpp>
#include <cstddef>
#include <cstdint>
#include <unordered_map>

namespace parley::frontends::http::transport {

/// Counts what each peer has open. IPv6 addresses of one /64 are one peer, for whoever has one of
/// them has them all; an IPv4 address is one, also when it is written as one of IPv6.
class peer_counts {
 public:
  using key = std::uint64_t;

  static key of(const boost::asio::ip::address& address);

  /// How many it has, with this one.
  std::size_t enter(key peer) { return ++counts_[peer]; }

  /// Once for each `enter`.
  void leave(key peer);

  /// Peers that have anything.
  std::size_t size() const { return counts_.size(); }

 private:
  std::unordered_map<key, std::size_t> counts_;
};

}  // namespace parley::frontends::http::transport
