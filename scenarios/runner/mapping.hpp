#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

#include "scenarios/runner/reading.hpp"

namespace understudy::scenarios {

enum class Need { required, optional };

// One key that a mapping may have, and how its value becomes part of a T. A table of these is all that the parser and
// its messages know of a mapping.
template <class T>
struct Key {
  std::string_view name;
  Need need;
  void (*read)(Reading& in, const Field& field, T& into);
};

// For a key whose value is one member of T, of a type that `Reading` can read.
template <auto Member, class T>
void member(Reading& in, const Field& field, T& into) {
  in.read(field, into.*Member);
}

// Reports what is no mapping, and keys that are unknown or stand there twice; false when there is nothing to read.
bool check_mapping(Reading& in, const Field& field, std::span<const std::string_view> known);
void report_missing(Reading& in, const Field& field, std::string_view key);

// Reads the keys in the order of the table, whatever their order in the file.
template <class T, std::size_t N>
void read_mapping(Reading& in, const Field& field, const std::array<Key<T>, N>& keys, T& into) {
  std::array<std::string_view, N> known;
  for (std::size_t i = 0; i < N; ++i) known[i] = keys[i].name;
  if (!check_mapping(in, field, known)) return;
  for (const Key<T>& key : keys) {
    if (const Node* value = field.value.find(key.name)) {
      key.read(in, {key.name, *value}, into);
    } else if (key.need == Need::required) {
      report_missing(in, field, key.name);
    }
  }
}

}  // namespace understudy::scenarios
