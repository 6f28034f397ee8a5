#include "recorder/yaml_reader.hpp"

#include <memory>
#include <set>
#include <sstream>

#include "core/text/base64.hpp"

#include <yaml-cpp/depthguard.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

namespace understudy::recorder {
namespace {

using Kind = YamlValue::Kind;

Place place_of(const YAML::Mark& mark) { return {mark.line + 1, mark.column + 1}; }

struct Refused {
  YamlComplaint complaint;
};

// Puts the parser's events together. What is open when the parser gives up is left as far as it got.
class Builder final : public YAML::EventHandler {
 public:
  explicit Builder(YamlValue& root) : root_(root) {}

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override { place(Kind::null, mark, "", anchor); }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    throw Refused{{place_of(mark), "an alias (*name) has no meaning here; write the value itself"}};
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& text) override {
    const bool binary = tag == "tag:yaml.org,2002:binary";
    const Kind kind = binary ? Kind::binary : tag == "?" ? Kind::plain : Kind::quoted;
    YamlValue value{kind, place_of(mark), text, {}, {}, true};
    if (binary) {
      auto bytes = base64_decode(text);
      if (!bytes) throw Refused{{value.place, "!!binary wants base64 without spaces"}};
      value.text = std::move(*bytes);
    }
    check(mark, binary ? "" : tag, anchor);
    put(std::move(value));
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open_.push_back(Open(place(Kind::list, mark, tag, anchor)));
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open_.push_back(Open(place(Kind::mapping, mark, tag, anchor)));
  }
  void OnMapEnd() override { close(); }

 private:
  // A list or mapping whose end has not come. Its address holds: only the innermost one grows.
  struct Open {
    explicit Open(YamlValue& v) : value(&v) {}
    YamlValue* value;
    bool key_next = true;
    std::set<std::string> keys;
  };

  void close() {
    open_.back().value->whole = true;
    open_.pop_back();
  }
  static void check(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
    if (anchor != YAML::NullAnchor) {
      throw Refused{{place_of(mark), "an anchor (&name) has no meaning here; write the value wherever it is needed"}};
    }
    if (!tag.empty() && tag != "?" && tag != "!") {
      throw Refused{{place_of(mark), "the tag " + tag + " has no meaning here; only !!binary has"}};
    }
  }
  YamlValue& place(Kind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
    check(mark, tag, anchor);
    return put(YamlValue{kind, place_of(mark), {}, {}, {}, kind == Kind::null});
  }

  YamlValue& put(YamlValue value) {
    if (open_.empty()) return root_ = std::move(value);
    Open& open = open_.back();
    if (open.value->kind == Kind::list) return open.value->items.emplace_back(std::move(value));
    if (open.key_next) return put_key(open, std::move(value));
    open.key_next = true;
    return open.value->members.back().value = std::move(value);
  }
  YamlValue& put_key(Open& open, YamlValue key) {
    if (!key.is_scalar()) throw Refused{{key.place, "a key is a text; for the word null, write it in quotes"}};
    if (!open.keys.insert(key.text).second) throw Refused{{key.place, "'" + key.text + "' is here twice"}};
    open.key_next = false;
    open.value->members.push_back({std::move(key.text), key.place, {}});
    return open.value->members.back().value;
  }

  YamlValue& root_;
  std::vector<Open> open_;
};

// For what comes after the document.
class OneOnly final : public YAML::EventHandler {
 public:
  void OnDocumentStart(const YAML::Mark& mark) override {
    throw Refused{{place_of(mark), "a second document has no meaning here"}};
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

YamlDocument read_yaml(std::string_view text) {
  YamlDocument document;
  std::istringstream in{std::string(text)};
  Builder builder(document.root);
  try {
    YAML::Parser parser(in);
    parser.HandleNextDocument(builder);
    OneOnly one_only;
    parser.HandleNextDocument(one_only);
  } catch (const Refused& refused) {
    document.complaint = refused.complaint;
  } catch (const YAML::DeepRecursion& problem) {
    document.complaint = YamlComplaint{place_of(problem.mark), "this is nested too deeply"};
  } catch (const YAML::Exception& problem) {
    document.broken = true;
    document.complaint = YamlComplaint{place_of(problem.mark), "this is not YAML: " + problem.msg};
  }
  return document;
}

}  // namespace understudy::recorder
