#include "core/tls/handles.hpp"

#include <openssl/ssl.h>

namespace understudy {

void OpensslDeleter::operator()(evp_pkey_st* key) const { EVP_PKEY_free(key); }
void OpensslDeleter::operator()(ssl_ctx_st* context) const { SSL_CTX_free(context); }
void OpensslDeleter::operator()(ssl_st* session) const { SSL_free(session); }
void OpensslDeleter::operator()(x509_st* certificate) const { X509_free(certificate); }

}  // namespace understudy
