#pragma once

#include <string>

#include <nlohmann/json.hpp>

namespace understudy::test {

// What a JSON Schema (draft 2020-12) has against a value: the first thing, with its place, or nothing. Knows the
// keywords that our schemas use, and throws at any other.
std::string violation(const nlohmann::ordered_json& schema, const nlohmann::ordered_json& value,
                      const std::string& place = "");

}  // namespace understudy::test
