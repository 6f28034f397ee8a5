#include "scenarios/runner/mapping.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace understudy::scenarios {

bool check_mapping(Reading& in, const Field& field, std::span<const std::string_view> known) {
  if (field.value.kind != Node::Kind::mapping) {
    return in.refuse(field, fmt::format("a mapping of '{}'", fmt::join(known, "', '")));
  }
  std::map<std::string_view, Place> met;
  for (const Node::Member& member : field.value.members) {
    auto [first, fresh] = met.emplace(member.key, member.place);
    if (!fresh) {
      in.problems.add(member.place,
                      fmt::format("'{}' stands here a second time, first in line {}", member.key, first->second.line));
    } else if (std::find(known.begin(), known.end(), member.key) == known.end()) {
      in.problems.add(member.place,
                      fmt::format("unknown key '{}' in '{}'{}", member.key, field.name, suggest(member.key, known)));
    }
  }
  return true;
}

void report_missing(Reading& in, const Field& field, std::string_view key) {
  in.problems.add(field.value.place, fmt::format("'{}' lacks '{}'", field.name, key));
}

}  // namespace understudy::scenarios
