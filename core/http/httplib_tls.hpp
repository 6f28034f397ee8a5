#pragma once

#include <string_view>

#include "core/tls/authority.hpp"

namespace understudy {

// What a server shows its clients under TLS: certificates of an authority, made when first asked for and never written
// down, with a key that lives as long as this. They are good for Twilio's hosts, those of edges and regions too, such
// as api.dublin.ie1.twilio.com, for localhost and loopback addresses.
// TLS 1.2 or later; HTTP/1.1 where the client has a say in it (ALPN).
class TlsIdentity {
 public:
  // The authority must outlive this, and this the servers that use it. An error when OpenSSL cannot.
  static Result<std::unique_ptr<TlsIdentity>> make(const CertificateAuthority& authority);
  TlsIdentity(const TlsIdentity&) = delete;
  TlsIdentity& operator=(const TlsIdentity&) = delete;
  ~TlsIdentity();

  // The server's side of a new connection. On any thread; null when OpenSSL cannot.
  TlsSessionHandle begin() const;
  // For the handshake: a certificate for who was asked for, which may be nobody in particular. On any thread; null when
  // OpenSSL cannot.
  CertificateHandle certificate_for(std::string_view server_name) const;
  evp_pkey_st* key() const { return key_.get(); }

 private:
  struct Made;
  explicit TlsIdentity(const CertificateAuthority& authority);
  const CertificateAuthority& authority_;
  KeyHandle key_;
  TlsContextHandle context_;
  std::unique_ptr<Made> made_;
};

}  // namespace understudy
