#include "core/tls/certificate.hpp"

#include <algorithm>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

namespace understudy {
namespace {

bool set_time(ASN1_TIME* field, TimePoint at) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(at.time_since_epoch()).count();
  return ASN1_TIME_set(field, static_cast<time_t>(seconds)) != nullptr;
}

// 64 random bits, positive (RFC 5280 §4.1.2.2).
bool set_serial_number(X509& certificate) {
  unsigned char bytes[8];
  if (RAND_bytes(bytes, sizeof bytes) != 1) return false;
  std::uint64_t number = 0;
  for (unsigned char byte : bytes) number = number << 8 | byte;
  return ASN1_INTEGER_set_uint64(X509_get_serialNumber(&certificate), number >> 1 | 1) == 1;
}

bool set_name(X509_NAME* name, const char* common_name) {
  return X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(common_name), -1,
                                    -1, 0) == 1;
}

bool extend(X509& certificate, X509& issuer, int kind, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, &issuer, &certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str());
  const bool added = extension && X509_add_ext(&certificate, extension, -1) == 1;
  X509_EXTENSION_free(extension);
  return added;
}

// A certificate with all but its extensions and its signature.
CertificateHandle draft(EVP_PKEY& key, const char* common_name, Validity validity) {
  CertificateHandle made(X509_new());
  const bool good = made && X509_set_version(made.get(), X509_VERSION_3) == 1 && set_serial_number(*made) &&
                    set_name(X509_get_subject_name(made.get()), common_name) &&
                    set_time(X509_getm_notBefore(made.get()), validity.from) &&
                    set_time(X509_getm_notAfter(made.get()), validity.until) && X509_set_pubkey(made.get(), &key) == 1;
  return good ? std::move(made) : nullptr;
}

std::string alternative_names(std::span<const std::string> names) {
  std::string all;
  for (const std::string& name : names) {
    const bool address = name.find(':') != std::string::npos || name.find_first_not_of("0123456789.") == name.npos;
    all += (all.empty() ? "" : ",") + std::string(address ? "IP:" : "DNS:") + name;
  }
  return all;
}

struct Text {
  Text() : memory(BIO_new(BIO_s_mem())) {}
  explicit Text(const std::string& text) : memory(BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))) {}
  Text(const Text&) = delete;
  Text& operator=(const Text&) = delete;
  ~Text() { BIO_free(memory); }
  std::string read() const {
    char* bytes = nullptr;
    const long size = BIO_get_mem_data(memory, &bytes);
    return size > 0 ? std::string(bytes, static_cast<std::size_t>(size)) : std::string();
  }
  BIO* memory;
};

// A key with a passphrase is none here: nobody is asked for it on the terminal.
int no_passphrase(char*, int, int, void*) { return -1; }

}  // namespace

KeyHandle make_key() { return KeyHandle(EVP_EC_gen("P-256")); }

CertificateHandle make_authority_certificate(evp_pkey_st& key, Validity validity) {
  constexpr auto names =
      "critical,permitted;DNS:twilio.com,permitted;DNS:localhost,permitted;IP:127.0.0.0/255.0.0.0,"
      "permitted;IP:0:0:0:0:0:0:0:1/FFFF:FFFF:FFFF:FFFF:FFFF:FFFF:FFFF:FFFF";
  CertificateHandle made = draft(key, "Understudy local CA", validity);
  const bool good = made && X509_set_issuer_name(made.get(), X509_get_subject_name(made.get())) == 1 &&
                    extend(*made, *made, NID_basic_constraints, "critical,CA:TRUE,pathlen:0") &&
                    extend(*made, *made, NID_key_usage, "critical,keyCertSign,cRLSign") &&
                    extend(*made, *made, NID_ext_key_usage, "serverAuth") &&
                    extend(*made, *made, NID_name_constraints, names) &&
                    extend(*made, *made, NID_subject_key_identifier, "hash") &&
                    extend(*made, *made, NID_authority_key_identifier, "keyid:always") &&
                    X509_sign(made.get(), &key, EVP_sha256()) > 0;
  return good ? std::move(made) : nullptr;
}

CertificateHandle make_server_certificate(const Issuer& issuer, evp_pkey_st& key, std::span<const std::string> names,
                                          Validity validity) {
  CertificateHandle made = draft(key, "Understudy", validity);
  X509& by = issuer.certificate;
  const bool good = made && X509_set_issuer_name(made.get(), X509_get_subject_name(&by)) == 1 &&
                    extend(*made, by, NID_basic_constraints, "critical,CA:FALSE") &&
                    extend(*made, by, NID_key_usage, "critical,digitalSignature") &&
                    extend(*made, by, NID_ext_key_usage, "serverAuth") &&
                    extend(*made, by, NID_subject_alt_name, alternative_names(names)) &&
                    extend(*made, by, NID_subject_key_identifier, "hash") &&
                    extend(*made, by, NID_authority_key_identifier, "keyid:always") &&
                    X509_sign(made.get(), &issuer.key, EVP_sha256()) > 0;
  return good ? std::move(made) : nullptr;
}

std::string to_pem(x509_st& certificate) {
  const Text text;
  return PEM_write_bio_X509(text.memory, &certificate) == 1 ? text.read() : std::string();
}

std::string to_pem(evp_pkey_st& key) {
  const Text text;
  const int written = PEM_write_bio_PKCS8PrivateKey(text.memory, &key, nullptr, nullptr, 0, nullptr, nullptr);
  return written == 1 ? text.read() : std::string();
}

CertificateHandle read_certificate(const std::string& pem) {
  const Text text(pem);
  return CertificateHandle(PEM_read_bio_X509(text.memory, nullptr, no_passphrase, nullptr));
}

KeyHandle read_key(const std::string& pem) {
  const Text text(pem);
  return KeyHandle(PEM_read_bio_PrivateKey(text.memory, nullptr, no_passphrase, nullptr));
}

}  // namespace understudy
