#include "models/certificates.hpp"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <atomic>
#include <stdexcept>

namespace parley::tests {

namespace {

constexpr long day_s = 86400;

struct free_openssl {
  void operator()(X509* p) const { X509_free(p); }
  void operator()(EVP_PKEY* p) const { EVP_PKEY_free(p); }
  void operator()(BIO* p) const { BIO_free(p); }
  void operator()(X509_EXTENSION* p) const { X509_EXTENSION_free(p); }
};
template <class T>
using owned = std::unique_ptr<T, free_openssl>;

void must(bool good) {
  if (!good) throw std::runtime_error("OpenSSL could not make a certificate");
}

owned<EVP_PKEY> new_key() { return owned<EVP_PKEY>{EVP_EC_gen("P-256")}; }

template <class write>
std::string pem_of(write&& into) {
  const owned<BIO> out{BIO_new(BIO_s_mem())};
  must(into(out.get()) == 1);
  char* text = nullptr;
  const auto bytes = BIO_get_mem_data(out.get(), &text);
  return {text, static_cast<std::size_t>(bytes)};
}

void extend(X509* certificate, int which, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  const owned<X509_EXTENSION> extension{
      X509V3_EXT_conf_nid(nullptr, &context, which, value.c_str())};
  must(extension && X509_add_ext(certificate, extension.get(), -1) == 1);
}

owned<X509> new_certificate(EVP_PKEY* key, const char* name, long from, long to) {
  static std::atomic<long> serial{1};
  owned<X509> made{X509_new()};
  must(made && X509_set_version(made.get(), 2) == 1);
  ASN1_INTEGER_set(X509_get_serialNumber(made.get()), serial++);
  X509_gmtime_adj(X509_getm_notBefore(made.get()), from);
  X509_gmtime_adj(X509_getm_notAfter(made.get()), to);
  must(X509_set_pubkey(made.get(), key) == 1);
  must(X509_NAME_add_entry_by_txt(X509_get_subject_name(made.get()), "CN", MBSTRING_ASC,
                                  reinterpret_cast<const unsigned char*>(name), -1, -1, 0) == 1);
  return made;
}

}  // namespace

struct authority::keys {
  owned<EVP_PKEY> key;
  owned<X509> certificate;
};

authority::authority(const char* name) : keys_(std::make_unique<keys>()) {
  keys_->key = new_key();
  auto made = new_certificate(keys_->key.get(), name, -day_s, day_s);
  extend(made.get(), NID_basic_constraints, "critical,CA:TRUE");
  must(X509_set_issuer_name(made.get(), X509_get_subject_name(made.get())) == 1);
  must(X509_sign(made.get(), keys_->key.get(), EVP_sha256()) > 0);
  own_ = pem_of([&](BIO* out) { return PEM_write_bio_X509(out, made.get()); });
  keys_->certificate = std::move(made);
}

authority::~authority() = default;

identity authority::sign(const std::string& names, bool expired) const {
  const auto key = new_key();
  const auto made = new_certificate(key.get(), "Server of a test", expired ? -3 * day_s : -day_s,
                                    expired ? -day_s : day_s);
  extend(made.get(), NID_subject_alt_name, names);
  must(X509_set_issuer_name(made.get(), X509_get_subject_name(keys_->certificate.get())) == 1);
  must(X509_sign(made.get(), keys_->key.get(), EVP_sha256()) > 0);
  return {pem_of([&](BIO* out) { return PEM_write_bio_X509(out, made.get()); }),
          pem_of([&](BIO* out) {
            return PEM_write_bio_PrivateKey(out, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
          })};
}

ssl_ctx_st* server_context(const std::string& certificate, const std::string& key) {
  auto* context = SSL_CTX_new(TLS_server_method());
  const owned<BIO> certificate_in{
      BIO_new_mem_buf(certificate.data(), static_cast<int>(certificate.size()))};
  const owned<BIO> key_in{BIO_new_mem_buf(key.data(), static_cast<int>(key.size()))};
  const owned<X509> leaf{PEM_read_bio_X509(certificate_in.get(), nullptr, nullptr, nullptr)};
  const owned<EVP_PKEY> secret{PEM_read_bio_PrivateKey(key_in.get(), nullptr, nullptr, nullptr)};
  must(leaf && secret && SSL_CTX_use_certificate(context, leaf.get()) == 1 &&
       SSL_CTX_use_PrivateKey(context, secret.get()) == 1);
  return context;
}

}  // namespace parley::tests
