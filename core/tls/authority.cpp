#include "core/tls/authority.hpp"

#include "core/tls/authority_folder.hpp"
#include "core/tls/certificate.hpp"

#include <openssl/err.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

namespace understudy {
namespace {

constexpr auto key_name = "key.pem";
constexpr auto certificate_name = "ca.pem";
// Clocks differ a little between containers and machines.
constexpr Duration leeway = std::chrono::hours(24);

tl::unexpected<Error> unusable(const std::string& what) {
  ERR_clear_error();
  return failure(ErrorCode::configuration,
                 what + "; remove both files to have a new authority made, or choose another folder");
}

bool is_expired(X509& certificate, TimePoint now) {
  time_t at = std::chrono::system_clock::to_time_t(now);
  return X509_cmp_time(X509_get0_notAfter(&certificate), &at) < 0;
}

// Whose key is there, and perhaps the certificate: it comes last, so it may be missing after a sudden end.
Result<CertificateHandle> find_or_make_certificate(const AuthorityFolder& folder, EVP_PKEY& key, TimePoint now) {
  const std::string file = folder.file(certificate_name);
  auto text = folder.read(certificate_name);
  if (!text) return tl::unexpected(std::move(text.error()));
  if (*text) {
    CertificateHandle certificate = read_certificate(**text);
    if (!certificate) return unusable(file + " is no certificate in PEM");
    if (X509_check_private_key(certificate.get(), &key) != 1) {
      return unusable(file + " and " + folder.file(key_name) + " do not belong together");
    }
    if (X509_check_ca(certificate.get()) != 1) return unusable(file + " is not the certificate of an authority");
    if (is_expired(*certificate, now)) return unusable(file + " has expired");
    return certificate;
  }
  CertificateHandle made = make_authority_certificate(key, {now - leeway, now + std::chrono::years(10)});
  if (!made) return failure(ErrorCode::configuration, "OpenSSL cannot make the certificate of an authority");
  if (auto written = folder.write(certificate_name, to_pem(*made), 0644); !written) {
    return tl::unexpected(std::move(written.error()));
  }
  return made;
}

Result<KeyHandle> find_or_make_key(const AuthorityFolder& folder) {
  const std::string file = folder.file(key_name);
  auto text = folder.read(key_name);
  if (!text) return tl::unexpected(std::move(text.error()));
  if (*text) {
    KeyHandle key = read_key(**text);
    if (!key) return unusable(file + " is no private key in PEM without a passphrase");
    return key;
  }
  auto certificate = folder.read(certificate_name);
  if (!certificate) return tl::unexpected(std::move(certificate.error()));
  if (*certificate) return unusable(folder.file(certificate_name) + " is there, but not its key, " + file);
  KeyHandle made = make_key();
  if (!made) return failure(ErrorCode::configuration, "OpenSSL cannot make a key");
  if (auto written = folder.write(key_name, to_pem(*made), 0600); !written) {
    return tl::unexpected(std::move(written.error()));
  }
  return made;
}

}  // namespace

Result<CertificateAuthority> CertificateAuthority::open(const std::string& path, TimePoint now) {
  auto folder = AuthorityFolder::hold(path);
  if (!folder) return tl::unexpected(std::move(folder.error()));
  auto key = find_or_make_key(*folder);
  if (!key) return tl::unexpected(std::move(key.error()));
  auto certificate = find_or_make_certificate(*folder, **key, now);
  if (!certificate) return tl::unexpected(std::move(certificate.error()));
  return CertificateAuthority(std::move(*key), std::move(*certificate), folder->file(certificate_name));
}

std::string CertificateAuthority::certificate_pem() const { return to_pem(*certificate_); }

CertificateHandle CertificateAuthority::issue(evp_pkey_st& server_key, std::span<const std::string> names,
                                              TimePoint now) const {
  return make_server_certificate({*key_, *certificate_}, server_key, names, {now - leeway, now + std::chrono::days(7)});
}

}  // namespace understudy
