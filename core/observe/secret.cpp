#include "core/observe/secret.hpp"

#include <openssl/crypto.h>

namespace understudy {

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

bool Secret::equals(std::string_view candidate) const { return equal_in_constant_time(text_, candidate); }

void Secret::wipe() {
  OPENSSL_cleanse(text_.data(), text_.size());
  text_.clear();
}

}  // namespace understudy
