#pragma once

#include <memory>

struct evp_pkey_st;
struct ssl_ctx_st;
struct ssl_st;
struct x509_st;

namespace understudy {

// OpenSSL's objects with an owner, without its headers.
struct OpensslDeleter {
  void operator()(evp_pkey_st* key) const;
  void operator()(ssl_ctx_st* context) const;
  void operator()(ssl_st* session) const;
  void operator()(x509_st* certificate) const;
};
using KeyHandle = std::unique_ptr<evp_pkey_st, OpensslDeleter>;
using CertificateHandle = std::unique_ptr<x509_st, OpensslDeleter>;
using TlsContextHandle = std::unique_ptr<ssl_ctx_st, OpensslDeleter>;
using TlsSessionHandle = std::unique_ptr<ssl_st, OpensslDeleter>;

}  // namespace understudy
