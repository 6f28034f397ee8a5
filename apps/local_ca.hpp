#pragma once

#include <string>

#include "core/tls/authority.hpp"

namespace understudy::apps {

// The certificate authority of whoever runs the program, made when first asked for: in the folder given, or in
// understudy/ca below $XDG_DATA_HOME or ~/.local/share where that is empty.
Result<CertificateAuthority> open_local_ca(const std::string& folder);

}  // namespace understudy::apps
