#include "simulator/fault_table.hpp"

#include <algorithm>
#include <array>

#include "simulator/fault_sense.hpp"
#include "simulator/world_keys.hpp"

namespace understudy::simulator {
namespace {

struct OperationWords {
  static std::string wanted() {
    return "an operation such as messages.create, all of a kind as messages.*, all that the API does as *, or a list "
           "of such";
  }
  static bool read(WorldReading& in, const Field& field, Operations& into) {
    const bool list = field.value.kind == YamlValue::Kind::list;
    if (!list && !field.value.is_scalar()) return in.problems.refuse(field, wanted());
    if (list && field.value.items.empty()) return in.problems.refuse(field, wanted());
    into = {};
    if (!list) return add(in, field, into);
    for (const YamlValue& item : field.value.items) add(in, {field.name, item}, into);
    return true;
  }
  static void schema(JsonWriter& json) {
    json.key("anyOf").begin_array().begin_object();
    write_words(json, operation_words());
    json.end_object().begin_object();
    json.member("type", "array").member("minItems", 1).key("items").begin_object();
    write_words(json, operation_words());
    json.end_object().end_object().end_array();
  }

 private:
  static bool add(WorldReading& in, const Field& field, Operations& into) {
    std::size_t which = 0;
    if (!in.problems.take(field, read_word(field.value, operation_words()), which)) return false;
    into.add(operations_of(operation_words()[which]));
    return true;
  }
};

// Parameters and a text for each.
template <class Add>
bool read_parameters(WorldReading& in, const Field& field, std::string_view wanted, Add add) {
  if (field.value.kind != YamlValue::Kind::mapping || field.value.members.empty()) {
    return in.problems.refuse(field, wanted);
  }
  for (const auto& [name, place, value] : field.value.members) {
    std::string text;
    if (in.problems.take({name, value}, read_text(value), text)) add({name, value}, std::move(text));
  }
  return true;
}

void write_parameters_schema(JsonWriter& json) {
  json.member("type", "object").member("minProperties", 1).key("additionalProperties").begin_object();
  json.key("type").begin_array().string("string").string("number").string("boolean").end_array();
  json.end_object();
}

struct Conditions {
  static std::string wanted() { return "a mapping of parameters to what they are, such as { To: \"+1555*\" }"; }
  static bool read(WorldReading& in, const Field& field, std::vector<Condition>& into) {
    return read_parameters(in, field, wanted(), [&](const Field& parameter, std::string text) {
      if (meant(in, parameter, text)) into.push_back({std::string(parameter.name), std::move(text)});
    });
  }
  static void schema(JsonWriter& json) { write_parameters_schema(json); }

 private:
  // $name is a number of the world, and $$name the text $name.
  static bool meant(WorldReading& in, const Field& parameter, std::string& text) {
    if (text.starts_with("$$"))
      text.erase(0, 1);
    else if (text.starts_with('$') && is_name(std::string_view(text).substr(1))) {
      const auto named = in.setup.names.find(std::string_view(text).substr(1));
      if (named == in.setup.names.end()) {
        return in.problems.refuse(
            parameter, "a name that 'numbers', 'services' or 'applications' gives; the text itself is $" + text);
      }
      text = named->second;
    }
    return true;
  }
};

struct Parameters {
  static std::string wanted() { return "a mapping of parameters to texts, such as { NewParameter: \"1\" }"; }
  static bool read(WorldReading& in, const Field& field, Form& into) {
    return read_parameters(in, field, wanted(),
                           [&](const Field& parameter, std::string text) { into.add(parameter.name, text); });
  }
  static void schema(JsonWriter& json) { write_parameters_schema(json); }
};

// Which of the occasions is struck, said by a number.
template <class Kind, class Which>
struct Strikes {
  static std::string wanted() { return Kind::wanted(); }
  static bool read(WorldReading& in, const Field& field, Fault& into) {
    int number = 0;
    if (!in.problems.take(field, Kind::read(field.value), number)) return false;
    into.occasion = Which{number};
    return true;
  }
  static void schema(JsonWriter& json) { Kind::schema(json); }
};
using Times = WholeNumber<1, 1'000'000>;

constexpr std::array answer_keys{
    key<WholeNumber<400, 599>, &FaultAnswer::status>("status", "The HTTP status", Need::required),
    key<TwilioCode, &FaultAnswer::code>("code", "Twilio's code; the usual one of the status without it"),
    key<WholeSeconds, &FaultAnswer::retry_after>("retry_after", "What the Retry-After header asks to wait"),
};

const Shape media_type{"a media type like text/plain", "^[!-.0-~]+/[ -~]+$", [](std::string_view text) {
                         const std::size_t slash = text.find('/');
                         return slash != 0 && slash < text.size() - 1 && text.find(' ') > slash &&
                                std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
                       }};

struct Copies : WholeNumber<1, 100> {
  static void show(JsonWriter&, int) = delete;  // by default there is none
};

using Effect = Fault::Effect;
template <class Kind, auto Member>
constexpr WorldKey<Fault> effect(std::string_view name, std::string_view meaning) {
  return key<Kind, &Fault::effect, Member>(name, meaning);
}

constexpr std::array fault_keys{
    key<OperationWords, &Fault::on>("on", "What goes wrong", Need::required),
    key<Conditions, &Fault::match>("match", "Only where these parameters are so; * stands for any text"),
    key_of_all<Strikes<Times, Nth>, Fault>("nth", "Strikes this time only; 1 is the next, which is meant without it"),
    key_of_all<Strikes<Times, First>, Fault>("first", "Strikes so many times from the next on"),
    key_of_all<Strikes<Times, Every>, Fault>("every", "Strikes each time of that number: 3 is the third, the sixth …"),
    key_of_all<Strikes<Decimal, ByChance>, Fault>("ratio", "Strikes by chance, that part of the times"),
    key<TimeOrLength, &Fault::from>("from", "Counts nothing earlier; a duration begins when the fault was planned"),
    key<TimeOrLength, &Fault::until>("until", "Counts nothing from then on"),
    effect<Mapping<FaultAnswer, answer_keys>, &Effect::answer>("answer", "This is answered instead of acting"),
    effect<OtherWord<Fault::Drop::after>, &Effect::drop>(
        "drop", "The connection ends without an answer, before or after it has happened; a callback is never sent"),
    effect<Length, &Effect::delay>("delay", "The answer, or the callback, comes that much later"),
    effect<Count, &Effect::reset>("reset", "The connection is reset after so many bytes of the answer's body"),
    effect<WholeNumber<1, 1'000'000'000>, &Effect::drip>("drip", "The answer's body comes at so many bytes a second"),
    effect<OtherWord<Fault::Body::html>, &Effect::body>(
        "body", "The answer's body is cut in half, not what its type says, not there, or a page of a proxy"),
    effect<Shaped<media_type>, &Effect::content_type>("content_type", "What the answer says that its body is"),
    effect<Copies, &Effect::duplicate>("duplicate", "The callback is sent so many more times"),
    effect<Switch, &Effect::reorder>("reorder", "The status callback comes after the next one of its message"),
    effect<OtherWord<Fault::Signature::none>, &Effect::signature>(
        "signature", "The callback's is wrong, that of the URL with http for https or the reverse, or not there"),
    effect<Parameters, &Effect::extra>("extra", "The callback has these parameters besides, signed like the others"),
};

using OneFault = Mapping<Fault, fault_keys>;

}  // namespace

std::string FaultRule::wanted() { return OneFault::wanted(); }
void FaultRule::schema(JsonWriter& json) { OneFault::schema(json); }

bool FaultRule::read(WorldReading& in, const Field& field, Fault& into) {
  OneFault::read(in, {"fault", field.value}, into);
  if (field.value.kind != YamlValue::Kind::mapping) return false;
  check_sense(in.problems, field.value, into);
  return true;
}

Result<Fault> parse_fault(std::string_view yaml, std::string_view name) {
  const YamlDocument document = read_yaml(yaml, Aliases::refused);
  Problems problems(document);
  WorldSetup nothing_named;
  Fault fault;
  if (document.root.whole && !document.broken) {
    WorldReading in{problems, "", nothing_named};
    FaultRule::read(in, {"fault", document.root}, fault);
  }
  if (!problems.empty()) return tl::unexpected(problems.error(name));
  return fault;
}

}  // namespace understudy::simulator
