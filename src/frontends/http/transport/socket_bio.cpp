#include "frontends/http/transport/socket_bio.hpp"

#include <openssl/bio.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstdint>

namespace parley::frontends::http::transport {

namespace {

int descriptor_of(BIO* bio) {
  return static_cast<int>(reinterpret_cast<std::intptr_t>(BIO_get_data(bio)));
}

bool later() { return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR; }

int read_some(BIO* bio, char* to, std::size_t size, std::size_t* got) {
  BIO_clear_retry_flags(bio);
  const auto n = ::recv(descriptor_of(bio), to, size, 0);
  if (n < 0 && later()) BIO_set_retry_read(bio);
  if (n <= 0) return 0;
  *got = static_cast<std::size_t>(n);
  return 1;
}

int write_some(BIO* bio, const char* from, std::size_t size, std::size_t* sent) {
  BIO_clear_retry_flags(bio);
  const auto n = ::send(descriptor_of(bio), from, size, MSG_NOSIGNAL);
  if (n < 0 && later()) BIO_set_retry_write(bio);
  if (n <= 0) return 0;
  *sent = static_cast<std::size_t>(n);
  return 1;
}

long control(BIO*, int what, long, void*) { return what == BIO_CTRL_FLUSH ? 1 : 0; }

const BIO_METHOD* method() {
  static const BIO_METHOD* const made = [] {
    auto* m = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "parley socket");
    if (!m) return m;
    BIO_meth_set_read_ex(m, read_some);
    BIO_meth_set_write_ex(m, write_some);
    BIO_meth_set_ctrl(m, control);
    return m;
  }();
  return made;
}

}  // namespace

bio_st* make_socket_bio(int descriptor) {
  auto* bio = method() ? BIO_new(method()) : nullptr;
  if (!bio) return nullptr;
  BIO_set_data(bio, reinterpret_cast<void*>(static_cast<std::intptr_t>(descriptor)));
  BIO_set_init(bio, 1);
  return bio;
}

}  // namespace parley::frontends::http::transport
