#pragma once

#include <span>
#include <string>

#include "core/runtime/time.hpp"
#include "core/tls/handles.hpp"

namespace understudy {

// Keys and certificates as values, without files. What OpenSSL cannot do gives a null handle, or an empty text.

// A new key on the curve P-256.
KeyHandle make_key();

// From and until when a certificate is good.
struct Validity {
  TimePoint from;
  TimePoint until;
};

// The certificate of an authority that signs itself, and whose word is good for servers named twilio.com or localhost,
// names below those, and loopback addresses only (RFC 5280 §4.2.1.10).
CertificateHandle make_authority_certificate(evp_pkey_st& key, Validity validity);

// Who signs.
struct Issuer {
  evp_pkey_st& key;
  x509_st& certificate;
};
// The certificate of a server that goes by `names`: DNS names, perhaps with a * as first label, or IP addresses.
CertificateHandle make_server_certificate(const Issuer& issuer, evp_pkey_st& key, std::span<const std::string> names,
                                          Validity validity);

std::string to_pem(x509_st& certificate);
std::string to_pem(evp_pkey_st& key);  // the private key, which nobody else may see
CertificateHandle read_certificate(const std::string& pem);
KeyHandle read_key(const std::string& pem);

}  // namespace understudy
