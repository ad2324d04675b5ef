#pragma once

struct bio_st;

namespace parley::frontends::http::transport {

/// What OpenSSL reads from and writes to: a non-blocking socket that stays its owner's. Unlike
/// OpenSSL's own, one whose other end is gone raises no SIGPIPE. Null when memory is short.
bio_st* make_socket_bio(int descriptor);

}  // namespace parley::frontends::http::transport
