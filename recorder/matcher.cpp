#include "recorder/matcher.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <tuple>

#include "core/http/form.hpp"
#include "core/http/url.hpp"
#include "recorder/body.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

namespace understudy::recorder {
namespace {

using Json = nlohmann::json;
using Differences = std::vector<Difference>;

constexpr const char* absent = "nothing";

std::string in_quotes(std::string_view text) {
  constexpr std::size_t shown = 100;
  return fmt::format("\"{}{}\"", text.substr(0, shown), text.size() > shown ? "…" : "");
}

void compare_text(std::string part, std::string_view met, std::string_view recorded, Differences& found) {
  if (met != recorded) found.push_back({std::move(part), in_quotes(met), in_quotes(recorded)});
}

std::string describe(const std::vector<std::string>& values) {
  if (values.empty()) return absent;
  std::vector<std::string> each;
  for (const auto& value : values) each.push_back(in_quotes(value));
  return fmt::format("{}", fmt::join(each, ", "));
}

void compare_fields(std::string_view what, const Form& met, const Form& recorded, Differences& found) {
  std::set<std::string> names;
  for (const Form* form : {&met, &recorded}) {
    for (const auto& [name, value] : *form) names.emplace(name);
  }
  for (const auto& name : names) {
    const auto here = met.all(name);
    const auto there = recorded.all(name);
    if (here != there) found.push_back({fmt::format("{} {}", what, name), describe(here), describe(there)});
  }
}

std::optional<Json> json_of(const Request& request) {
  if (kind_of_body(request.headers) != BodyKind::json) return std::nullopt;
  Json value = Json::parse(request.body, nullptr, false);
  if (value.is_discarded()) return std::nullopt;
  return value;
}

std::string text_at(const Json& value, const std::string& pointer) {
  const Json::json_pointer at(pointer);
  return value.contains(at) ? value[at].dump() : absent;
}

void compare_json(const Json& met, const Json& recorded, Differences& found) {
  const std::size_t before = found.size();
  for (const auto& change : Json::diff(recorded, met)) {
    const auto path = change["path"].get<std::string>();
    found.push_back({"json " + (path.empty() ? "/" : path), text_at(met, path), text_at(recorded, path)});
  }
  const bool other_numbers = found.size() == before && met.dump() != recorded.dump();  // 1 equals 1.0
  if (other_numbers) found.push_back({"json /", met.dump(), recorded.dump()});
}

void compare_bodies(const Request& met, const Request& recorded, Differences& found) {
  const BodyKind here = kind_of_body(met.headers);
  const BodyKind there = kind_of_body(recorded.headers);
  const bool forms = (here == BodyKind::form || met.body.empty()) && (there == BodyKind::form || recorded.body.empty());
  if (forms) return compare_fields("form", decode_form(met.body), decode_form(recorded.body), found);
  const auto met_json = json_of(met);
  const auto recorded_json = json_of(recorded);
  if (met_json && recorded_json) return compare_json(*met_json, *recorded_json, found);
  const bool texts = here != BodyKind::form && there != BodyKind::form && !met_json && !recorded_json;
  if (!texts || met.body != recorded.body) found.push_back({"body", in_quotes(met.body), in_quotes(recorded.body)});
}

std::string sorted(const Form& form) {
  std::vector<Form::Field> fields(form.begin(), form.end());
  std::stable_sort(fields.begin(), fields.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  Form in_order;
  for (const auto& [name, value] : fields) in_order.add(name, value);
  return encode_form(in_order);
}

std::string body_fingerprint(const Request& request) {
  if (request.body.empty()) return {};
  if (kind_of_body(request.headers) == BodyKind::form) return "form " + sorted(decode_form(request.body));
  if (const auto json = json_of(request)) return "json " + json->dump();
  return "text " + request.body;
}

std::string list(const std::vector<Difference>& found) {
  std::string text;
  for (const auto& [part, met, recorded] : found) {
    text += fmt::format("{}{}: met {}, recorded {}", text.empty() ? "" : "; ", part, met, recorded);
  }
  return text;
}

std::string asked(const Request& request) { return request.method + " " + request.url; }

}  // namespace

std::vector<Difference> differences(const Request& met, const Request& recorded) {
  Differences found;
  compare_text("method", met.method, recorded.method, found);
  compare_text("path", path_of(met.url), path_of(recorded.url), found);
  compare_fields("query", decode_form(query_of(met.url)), decode_form(query_of(recorded.url)), found);
  compare_bodies(met, recorded, found);
  return found;
}

std::string fingerprint(const Request& kept) {
  return fmt::format("{} {}?{}\n{}", kept.method, path_of(kept.url), sorted(decode_form(query_of(kept.url))),
                     body_fingerprint(kept));
}

Matcher::Matcher(const std::vector<Interaction>& interactions) {
  for (const auto& interaction : interactions) {
    if (interaction.kind != Interaction::Kind::request) continue;
    by_fingerprint_[fingerprint(interaction.request)].entries.push_back(entries_.size());
    entries_.push_back({&interaction});
  }
}

Result<const Interaction*> Matcher::take(const Request& met) {
  const auto same = by_fingerprint_.find(fingerprint(met));
  if (same == by_fingerprint_.end()) return tl::unexpected(unlike_any(met));
  auto& [candidates, next] = same->second;
  if (next == candidates.size()) return tl::unexpected(all_taken(met, candidates));
  Entry& entry = entries_[candidates[next++]];
  entry.taken = true;
  return entry.interaction;
}

Error Matcher::all_taken(const Request& met, const std::vector<std::size_t>& same) const {
  std::vector<int> ids;
  for (std::size_t i : same) ids.push_back(entries_[i].interaction->id);
  const bool one = ids.size() == 1;
  return Error(ErrorCode::unmatched,
               fmt::format("no unused interaction matches {}: {} {} {}, and {} used already; it was recorded {} time{} "
                           "and has now been asked once more",
                           asked(met), one ? "interaction" : "interactions", fmt::join(ids, ", "), one ? "does" : "do",
                           one ? "is" : "are", ids.size(), one ? "" : "s"));
}

Error Matcher::unlike_any(const Request& met) const {
  if (entries_.empty()) {
    return Error(ErrorCode::unmatched,
                 fmt::format("no interaction matches {}: the cassette has no requests", asked(met)));
  }
  const Entry* nearest = nullptr;
  std::vector<Difference> how;
  const auto rank = [](const Entry& entry, const std::vector<Difference>& found) {
    const bool elsewhere = !found.empty() && (found[0].part == "method" || found[0].part == "path");
    return std::tuple(elsewhere, found.size(), entry.taken);
  };
  for (const Entry& entry : entries_) {
    auto found = differences(met, entry.interaction->request);
    if (nearest && rank(entry, found) >= rank(*nearest, how)) continue;
    nearest = &entry;
    how = std::move(found);
  }
  return Error(ErrorCode::unmatched,
               fmt::format("no interaction matches {}; the nearest is {}, {}, which is {} and differs in {}: {}",
                           asked(met), nearest->interaction->id, asked(nearest->interaction->request),
                           nearest->taken ? "used already" : "unused",
                           how.size() == 1 ? "one part" : fmt::format("{} parts", how.size()), list(how)));
}

}  // namespace understudy::recorder
