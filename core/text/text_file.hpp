#pragma once

#include <string>

#include "core/runtime/result.hpp"

namespace understudy {

// All of a file; `invalid_input` with "path: why not" where it cannot be read.
Result<std::string> read_text_file(const std::string& path);

}  // namespace understudy
