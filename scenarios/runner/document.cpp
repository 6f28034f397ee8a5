#include "scenarios/runner/document.hpp"

#include <sstream>

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

namespace understudy::scenarios {
namespace {

// A file that is written by hand stays far below; one whose aliases multiply does not.
constexpr int nodes_max = 100'000;

Place place_of(const YAML::Mark& mark) {
  if (mark.is_null()) return {};
  return {mark.line + 1, mark.column + 1};
}

Node convert(const YAML::Node& from, int& nodes) {
  if (++nodes > nodes_max) throw YAML::Exception(from.Mark(), "more than 100000 values, aliases counted each time");
  Node node;
  node.place = place_of(from.Mark());
  switch (from.Type()) {
    case YAML::NodeType::Undefined:
    case YAML::NodeType::Null: break;
    case YAML::NodeType::Scalar:
      node.kind = Node::Kind::scalar;
      node.text = from.Scalar();
      break;
    case YAML::NodeType::Sequence:
      node.kind = Node::Kind::sequence;
      for (const auto& item : from) node.items.push_back(convert(item, nodes));
      break;
    case YAML::NodeType::Map:
      node.kind = Node::Kind::mapping;
      for (const auto& member : from) {
        if (!member.first.IsScalar()) throw YAML::Exception(member.first.Mark(), "a key must be a plain word");
        node.members.push_back({member.first.Scalar(), place_of(member.first.Mark()), convert(member.second, nodes)});
        // yaml-cpp has nothing stand where the next thing does
        if (member.second.IsNull()) node.members.back().value.place = node.members.back().place;
      }
      break;
  }
  return node;
}

}  // namespace

const Node* Node::find(std::string_view key) const {
  for (const Member& member : members) {
    if (member.key == key) return &member.value;
  }
  return nullptr;
}

std::string describe(const Node& node) {
  switch (node.kind) {
    case Node::Kind::null: return "nothing";
    case Node::Kind::scalar: return "\"" + node.text + "\"";
    case Node::Kind::sequence: return "a list";
    case Node::Kind::mapping: return "a mapping";
  }
  return {};
}

Result<Node> read_document(std::string_view yaml, std::string_view name) {
  try {
    std::istringstream in{std::string(yaml)};
    auto documents = YAML::LoadAll(in);
    if (documents.empty()) return Node{};
    if (documents.size() > 1) {
      Place place = place_of(documents[1].Mark());
      return failure(
          ErrorCode::invalid_input,
          fmt::format("{}:{}:{}: a second document begins here; one file holds one", name, place.line, place.column));
    }
    int nodes = 0;
    return convert(documents.front(), nodes);
  } catch (const YAML::Exception& error) {
    Place place = place_of(error.mark);
    return failure(ErrorCode::invalid_input,
                   fmt::format("{}:{}:{}: not YAML: {}", name, place.line, place.column, error.msg));
  }
}

}  // namespace understudy::scenarios
