#pragma once

#include <optional>
#include <type_traits>
#include <utility>

#include "simulator/world_values.hpp"

// Tables of keys, from which the parser, the schema and the options of the command line are made.
namespace understudy::simulator {

// A key that a T has in a file.
template <class T>
struct WorldKey {
  std::string_view name;
  std::string_view meaning;
  Need need;
  void (*read)(WorldReading& in, const Field& field, T& into);
  std::string (*wanted)();
  void (*schema)(JsonWriter& json);
  bool (*show)(JsonWriter& json, const T& of);  // the value as it is; false when there is none that can be shown
  bool is_plain;                                // a single value, which a flag can set
  bool is_switch;
};

namespace detail {

template <class Member>
struct MemberOf;
template <class Owner, class Value>
struct MemberOf<Value Owner::*> {
  using owner = Owner;
};
template <auto Member>
using OwnerOf = typename MemberOf<decltype(Member)>::owner;

template <auto First, auto... Rest>
auto& reach(auto& owner) {
  if constexpr (sizeof...(Rest) == 0) {
    return owner.*First;
  } else {
    return reach<Rest...>(owner.*First);
  }
}

template <class Kind, class Value>
void read_into(WorldReading& in, const Field& field, Value& into) {
  if constexpr (requires { Kind::read(in, field, into); }) {
    Kind::read(in, field, into);
  } else {
    in.problems.take(field, Kind::read(field.value), into);
  }
}
template <class Kind, class Value>
void read_into(WorldReading& in, const Field& field, std::optional<Value>& into) {
  if constexpr (requires(Value & value) { Kind::read(in, field, value); }) {
    Value value{};
    if (Kind::read(in, field, value)) into = std::move(value);
  } else {
    in.problems.take(field, Kind::read(field.value), into);
  }
}

template <class Kind, class Value>
bool show(JsonWriter& json, const Value& value) {
  constexpr bool can = requires { Kind::show(json, value); };
  if constexpr (can) Kind::show(json, value);
  return can;
}
template <class Kind, class Value>
bool show(JsonWriter& json, const std::optional<Value>& value) {
  return value && show<Kind>(json, *value);
}

}  // namespace detail

// A key for the member that the path of member pointers leads to.
template <class Kind, auto Member, auto... Further>
constexpr WorldKey<detail::OwnerOf<Member>> key(std::string_view name, std::string_view meaning,
                                                Need need = Need::optional) {
  using T = detail::OwnerOf<Member>;
  constexpr bool plain = requires(const YamlValue& value) { Kind::read(value); };
  return {name,
          meaning,
          need,
          [](WorldReading& in, const Field& field, T& into) {
            detail::read_into<Kind>(in, field, detail::reach<Member, Further...>(into));
          },
          [] { return Kind::wanted(); },
          [](JsonWriter& json) { Kind::schema(json); },
          [](JsonWriter& json, const T& of) { return detail::show<Kind>(json, detail::reach<Member, Further...>(of)); },
          plain,
          std::is_same_v<Kind, Switch>};
}

// A key that says something of the whole T.
template <class Kind, class T>
constexpr WorldKey<T> key_of_all(std::string_view name, std::string_view meaning, Need need = Need::optional) {
  return {name,
          meaning,
          need,
          [](WorldReading& in, const Field& field, T& into) { Kind::read(in, field, into); },
          [] { return Kind::wanted(); },
          [](JsonWriter& json) { Kind::schema(json); },
          [](JsonWriter&, const T&) { return false; },
          false,
          false};
}

// The schema of a mapping, as members of an open object; defaults are those of `usual`.
template <class T>
void write_mapping_schema(JsonWriter& json, const auto& keys, const T& usual) {
  json.member("type", "object").member("additionalProperties", false);
  json.key("required").begin_array();
  for (const auto& key : keys) {
    if (key.need == Need::required) json.string(key.name);
  }
  json.end_array();
  json.key("properties").begin_object();
  for (const WorldKey<T>& key : keys) {
    json.key(key.name).begin_object();
    key.schema(json);
    json.member("description", key.meaning).member("title", std::string_view(key.wanted()));
    std::string shown;
    JsonWriter value(shown);
    if (key.need == Need::optional && key.show(value, usual)) json.key("default").raw(shown);
    json.end_object();
  }
  json.end_object();
}

// A mapping with the keys of a table.
template <class T, const auto& table>
struct Mapping {
  static std::string wanted() { return "a mapping"; }
  static bool read(WorldReading& in, const Field& field, T& into) {
    read_mapping(in, field, table, into);
    return true;
  }
  static void schema(JsonWriter& json) { write_mapping_schema(json, table, T{}); }
};

// Items of one kind, in place of those there are.
template <class Kind>
struct List {
  static std::string wanted() {
    if constexpr (requires { Kind::example; }) return "a list such as - " + std::string(Kind::example);
    return "a list";
  }
  template <class Item>
  static bool read(WorldReading& in, const Field& field, std::vector<Item>& into) {
    if (field.value.kind != YamlValue::Kind::list) return in.problems.refuse(field, wanted());
    into.clear();
    for (const YamlValue& value : field.value.items) {
      Item item{};
      detail::read_into<Kind>(in, {field.name, value}, item);
      into.push_back(std::move(item));
    }
    return true;
  }
  static void schema(JsonWriter& json) {
    json.member("type", "array").key("items").begin_object();
    Kind::schema(json);
    json.end_object();
  }
};

}  // namespace understudy::simulator
