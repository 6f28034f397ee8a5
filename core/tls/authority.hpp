#pragma once

#include <span>
#include <string>

#include "core/runtime/result.hpp"
#include "core/tls/handles.hpp"

namespace understudy {

// A certificate authority of this machine's own, for programs under test to trust: its key never leaves its folder, and
// its word is good for Twilio's names and this machine only, so that whoever got hold of the key could do little with
// it.
class CertificateAuthority {
 public:
  // The authority whose files `key.pem` and `ca.pem` lie in the folder, made there when they do not yet exist: once,
  // however many processes ask. An error of code `configuration` says what is wrong with files that are there; they are
  // never overwritten.
  static Result<CertificateAuthority> open(const std::string& folder, TimePoint now);

  const std::string& certificate_file() const { return certificate_file_; }
  std::string certificate_pem() const;
  // A certificate of a week for the server that has the key and goes by the names; null when OpenSSL cannot. Can be
  // called on any thread.
  CertificateHandle issue(evp_pkey_st& server_key, std::span<const std::string> names, TimePoint now) const;

 private:
  CertificateAuthority(KeyHandle key, CertificateHandle certificate, std::string certificate_file)
      : key_(std::move(key)), certificate_(std::move(certificate)), certificate_file_(std::move(certificate_file)) {}
  KeyHandle key_;
  CertificateHandle certificate_;
  std::string certificate_file_;
};

}  // namespace understudy
