#include "core/text/yaml.hpp"

#include <map>
#include <memory>
#include <sstream>
#include <utility>

#include "core/text/base64.hpp"

#include <fmt/format.h>
#include <yaml-cpp/depthguard.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

namespace understudy {
namespace {

using Kind = YamlValue::Kind;

// A file that is written by hand stays far below; one whose aliases multiply does not.
constexpr int copies_max = 100'000;

FilePlace place_of(const YAML::Mark& mark) {
  return mark.is_null() ? FilePlace{} : FilePlace{mark.line + 1, mark.column + 1};
}

// Thrown and caught in this file only: a problem after which there is no reading on.
struct Stop {
  YamlProblem problem;
};

std::string in_one_line(std::string_view text) {
  std::string line;
  for (const char c : text) {
    const bool control = static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
    if (c == '\n') {
      line += "\\n";
    } else if (control) {
      line += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    } else {
      line += c;
    }
  }
  return line;
}

int size_of(const YamlValue& value) {
  int size = 1;
  for (const YamlValue& item : value.items) size += size_of(item);
  for (const auto& member : value.members) size += size_of(member.value);
  return size;
}

// Puts the parser's events together. What is open when the parser gives up is left as far as it got.
class Builder final : public YAML::EventHandler {
 public:
  Builder(YamlDocument& document, Aliases aliases) : document_(document), aliases_(aliases) {}

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    put(mark, {Kind::null, place_of(mark), {}, {}, {}, true}, "", anchor);
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    YamlValue nothing{Kind::null, place_of(mark), {}, {}, {}, true};
    const auto anchored = anchored_.find(anchor);
    if (aliases_ == Aliases::refused) {
      complain(mark, "an alias (*name) has no meaning here; write the value itself");
      put(mark, std::move(nothing), "", YAML::NullAnchor);
    } else if (anchored == anchored_.end()) {
      complain(mark, "an alias (*name) stands for a value that ends before it, not for one that it is part of");
      put(mark, std::move(nothing), "", YAML::NullAnchor);
    } else {
      put(mark, copy(place_of(mark), anchored->second), "", YAML::NullAnchor);
    }
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& text) override {
    if (tag != "tag:yaml.org,2002:binary") {
      return void(
          put(mark, {tag == "?" ? Kind::plain : Kind::quoted, place_of(mark), text, {}, {}, true}, tag, anchor));
    }
    auto bytes = base64_decode(text);
    if (!bytes) complain(mark, "!!binary wants base64 without spaces");
    put(mark, {Kind::binary, place_of(mark), bytes.value_or(""), {}, {}, true}, "", anchor);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(mark, Kind::list, tag, anchor);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(mark, Kind::mapping, tag, anchor);
  }
  void OnMapEnd() override { close(); }

 private:
  // A list or mapping whose end has not come. Its address holds: only the innermost one grows.
  struct Open {
    YamlValue* value;
    YAML::anchor_t anchor;
    std::map<std::string, FilePlace> keys = {};
    YamlValue* next = nullptr;  // where the value of the last key belongs
    YamlValue unwanted = {};    // the place for the value of a key that is there already, or is none
    bool key_next = true;
  };

  void complain(const YAML::Mark& mark, std::string message) {
    document_.problems.push_back({place_of(mark), std::move(message)});
  }

  void open(const YAML::Mark& mark, Kind kind, const std::string& tag, YAML::anchor_t anchor) {
    YamlValue& value = put(mark, {kind, place_of(mark), {}, {}, {}, false}, tag, anchor);
    open_.push_back(std::make_unique<Open>(Open{&value, anchor}));
  }
  void close() {
    YamlValue& value = *open_.back()->value;
    const YAML::anchor_t anchor = open_.back()->anchor;
    value.whole = true;
    open_.pop_back();
    keep(value, anchor);
  }

  void keep(const YamlValue& value, YAML::anchor_t anchor) {
    if (anchor != YAML::NullAnchor && aliases_ == Aliases::followed) anchored_[anchor] = copy(value.place, value);
  }
  YamlValue copy(FilePlace place, const YamlValue& value) {
    copies_ += size_of(value);
    if (copies_ > copies_max) throw Stop{{place, fmt::format("the aliases stand for more than {} values", copies_max)}};
    return value;
  }

  // Where the value is kept.
  YamlValue& put(const YAML::Mark& mark, YamlValue value, const std::string& tag, YAML::anchor_t anchor) {
    if (anchor != YAML::NullAnchor && aliases_ == Aliases::refused) {
      complain(mark, "an anchor (&name) has no meaning here; write the value wherever it is needed");
    }
    if (!tag.empty() && tag != "?" && tag != "!") {
      complain(mark, fmt::format("the tag {} has no meaning here; only !!binary has", tag));
    }
    if (value.is_scalar() || value.kind == Kind::null) keep(value, anchor);
    if (open_.empty()) return document_.root = std::move(value);
    Open& open = *open_.back();
    if (open.value->kind == Kind::list) return open.value->items.emplace_back(std::move(value));
    return open.key_next ? put_key(open, std::move(value)) : put_value(open, std::move(value));
  }
  YamlValue& put_key(Open& open, YamlValue key) {
    open.key_next = false;
    open.next = &open.unwanted;
    if (!key.is_scalar()) {
      document_.problems.push_back({key.place, "a key is a text; for the word null, write it in quotes"});
      return open.unwanted = std::move(key);
    }
    const auto [first, fresh] = open.keys.emplace(key.text, key.place);
    if (!fresh) {
      document_.problems.push_back(
          {key.place, fmt::format("'{}' stands here a second time, first in line {}", key.text, first->second.line)});
      return open.unwanted = std::move(key);
    }
    // The parser has nothing stand where the next thing does, so it stands with its key.
    open.value->members.push_back({std::move(key.text), key.place, {Kind::null, key.place, {}, {}, {}, true}});
    return *(open.next = &open.value->members.back().value);
  }
  static YamlValue& put_value(Open& open, YamlValue value) {
    open.key_next = true;
    if (value.kind != Kind::null) *open.next = std::move(value);
    return *open.next;
  }

  YamlDocument& document_;
  const Aliases aliases_;
  std::vector<std::unique_ptr<Open>> open_;
  std::map<YAML::anchor_t, YamlValue> anchored_;  // those that have ended
  int copies_ = 0;
};

// For what comes after the document.
class OneOnly final : public YAML::EventHandler {
 public:
  void OnDocumentStart(const YAML::Mark& mark) override {
    throw Stop{{place_of(mark), "a second document begins here; one file holds one"}};
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark&, YAML::anchor_t) override {}
  void OnAlias(const YAML::Mark&, YAML::anchor_t) override {}
  void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t, const std::string&) override {}
  void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {}
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {}
  void OnMapEnd() override {}
};

}  // namespace

const YamlValue::Member* YamlValue::find(std::string_view key) const {
  for (const Member& member : members) {
    if (member.key == key) return &member;
  }
  return nullptr;
}

const YamlValue* YamlValue::at(std::string_view key) const {
  const Member* member = find(key);
  return member ? &member->value : nullptr;
}

std::string describe(const YamlValue& value) {
  std::size_t shown = 60;
  const auto inside_a_character = [&] { return (static_cast<unsigned char>(value.text[shown]) & 0xC0u) == 0x80u; };
  while (value.text.size() > shown && inside_a_character()) --shown;
  switch (value.kind) {
    case Kind::null: return "nothing";
    case Kind::plain:
    case Kind::quoted:
    case Kind::binary: return '"' + (value.text.size() > shown ? value.text.substr(0, shown) + "…" : value.text) + '"';
    case Kind::list: return "a list";
    case Kind::mapping: return "a mapping";
  }
  return "something else";
}

std::string format_problem(std::string_view file, const YamlProblem& problem) {
  return fmt::format("{}:{}:{}: {}", file, problem.place.line, problem.place.column, in_one_line(problem.message));
}

YamlDocument read_yaml(std::string_view text, Aliases aliases) {
  YamlDocument document;
  std::istringstream in{std::string(text)};
  Builder builder(document, aliases);
  try {
    YAML::Parser parser(in);
    parser.HandleNextDocument(builder);
    OneOnly one_only;
    parser.HandleNextDocument(one_only);
  } catch (const Stop& stop) {
    document.problems.push_back(stop.problem);
  } catch (const YAML::DeepRecursion& problem) {
    document.problems.push_back({place_of(problem.mark), "this is nested too deeply"});
  } catch (const YAML::Exception& problem) {
    document.broken = YamlProblem{place_of(problem.mark), "this is not YAML: " + problem.msg};
  }
  return document;
}

}  // namespace understudy
