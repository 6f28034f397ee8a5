#include "tests/support/refused_creates.hpp"

#include <string>

namespace understudy::test {
namespace {

constexpr const char* service = "MGc0ffee00c0ffee00c0ffee00c0ffee00";

}  // namespace

Form create_with(const Form& changes) {
  Form form;
  for (const auto& field : Form{{"To", "+15550100099"}, {"From", "+15550100001"}, {"Body", "hi"}}) {
    if (!changes.find(field.first)) form.add(field.first, field.second);
  }
  for (const auto& [name, value] : changes) {
    if (!value.empty()) form.add(name, value);
  }
  return form;
}

Form many_media(int count) {
  Form form;
  for (int i = 0; i < count; ++i) form.add("MediaUrl", "https://example.com/" + std::to_string(i) + ".png");
  return form;
}

const std::vector<RefusedCreate>& refused_creates() {
  static const std::vector<RefusedCreate> table{
      {"no To", {{"To", ""}}, 21604},
      {"no sender", {{"From", ""}}, 21603},
      {"no body", {{"Body", ""}}, 21602},
      {"no body with a service", {{"Body", ""}, {"From", ""}, {"MessagingServiceSid", service}}, 21619},
      {"a To of letters", {{"To", "hello"}}, 21211},
      {"a To that is too short", {{"To", "+1555"}}, 21211},
      {"a To without a plus", {{"To", "15550100099"}}, 21211},
      {"a short code as To", {{"To", "12345"}}, 21265},
      {"a From that nobody can have", {{"From", "+0"}}, 21212},
      {"a sender to itself", {{"To", "+15550100001"}}, 21266},
      {"1,601 characters", {{"Body", std::string(1601, 'a')}}, 21617},
      {"eleven media", many_media(11), 21623},
      {"media that is no URL", {{"MediaUrl", "kitten.png"}}, 21620},
      {"a callback that is no URL", {{"StatusCallback", "nowhere"}}, 21609},
      {"a callback host with an underscore", {{"StatusCallback", "http://my_app.example.com/"}}, 21609},
      {"a price in words", {{"MaxPrice", "cheap"}}, 21627},
      {"variables without a template", {{"ContentVariables", "{}"}}, 21654},
      {"a fallback beside a sender", {{"FallbackFrom", "+15550100002"}}, 21664},
      {"a fallback that is no sender", {{"From", ""}, {"MessagingServiceSid", service}, {"FallbackFrom", "+0"}}, 21665},
      {"a fallback from nothing that needs one",
       {{"From", ""}, {"MessagingServiceSid", service}, {"FallbackFrom", "+15550100002"}},
       21667},
      {"links to be shortened without a service", {{"ShortenUrls", "true"}}, 30124},
      {"two channels", {{"To", "whatsapp:+15550100099"}}, 21910},
      {"unknown retention of content", {{"ContentRetention", "burn"}}, 30029},
      {"unknown retention of addresses", {{"AddressRetention", "burn"}}, 30030},
      {"no seconds of validity", {{"ValidityPeriod", "0"}}, 21624},
      {"too many seconds of validity", {{"ValidityPeriod", "36001"}}, 21624},
      {"validity in words", {{"ValidityPeriod", "long"}}, 21624},
      {"an unknown service", {{"MessagingServiceSid", "MG00000000000000000000000000000000"}}, 21701},
      {"a service that is no SID", {{"MessagingServiceSid", "MGx"}}, 21705},
      {"a sender outside the pool", {{"MessagingServiceSid", service}, {"From", "+15005550006"}}, 21711},
      {"a template", {{"ContentSid", "HX00000000000000000000000000000000"}}, 21655}};
  return table;
}

}  // namespace understudy::test
