#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/http/form.hpp"
#include "core/runtime/result.hpp"

namespace understudy::simulator {

// The boundary that a Content-Type of multipart/form-data names (RFC 2046 §5.1.1); nothing when it names none.
std::optional<std::string> boundary_of(std::string_view content_type);

// The fields of a multipart/form-data body (RFC 7578), files as their bytes. `invalid_input` says what is wrong with
// it.
Result<Form> parse_multipart(std::string_view body, std::string_view boundary);

}  // namespace understudy::simulator
