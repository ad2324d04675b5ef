#include "frontends/http/transport/peer_counts.hpp"

namespace parley::frontends::http::transport {

peer_counts::key peer_counts::of(const boost::asio::ip::address& address) {
  using boost::asio::ip::make_address_v4;
  using boost::asio::ip::v4_mapped;
  if (address.is_v4()) return address.to_v4().to_uint();
  const auto v6 = address.to_v6();
  if (v6.is_v4_mapped()) return make_address_v4(v4_mapped, v6).to_uint();
  key network = 0;
  const auto bytes = v6.to_bytes();
  for (std::size_t i = 0; i < 8; ++i) network = network << 8 | bytes[i];
  // Global networks begin with 2 or more: none is as small as an IPv4 address. ::1 is 0.
  return network;
}

void peer_counts::leave(key peer) {
  const auto found = counts_.find(peer);
  if (found != counts_.end() && --found->second == 0) counts_.erase(found);
}

}  // namespace parley::frontends::http::transport
