#include "simulator/api/representation.hpp"

#include "tests/support/world_driver.hpp"

#include <catch2/catch.hpp>

using namespace understudy;
using namespace understudy::test;
using namespace std::chrono_literals;

namespace {

const std::string messages_root = "/2010-04-01/Accounts/" + std::string(account_sid) + "/Messages";

}  // namespace

TEST_CASE("a message as XML has the elements of a real answer, in their order") {
  WorldDriver driver;
  const std::string sid = driver.send({{"To", "+15550100099"}, {"From", "+15550100001"}, {"Body", "a < b & \"c\""}});
  const auto extension = GENERATE("", ".xml");
  const Response response = driver.ask(twilio_request("GET", messages_root + "/" + sid + extension));
  REQUIRE(response.status == 200);
  CHECK(response.headers.get("Content-Type") == "application/xml");
  const std::string account(account_sid);
  CHECK(response.body ==
        "<?xml version='1.0' encoding='UTF-8'?>\n"
        "<TwilioResponse><Message><Sid>" +
            sid +
            "</Sid><DateCreated>Thu, 01 Jan 2026 09:00:00 +0000</DateCreated>"
            "<DateUpdated>Thu, 01 Jan 2026 09:00:00 +0000</DateUpdated><DateSent/><AccountSid>" +
            account +
            "</AccountSid><To>+15550100099</To><From>+15550100001</From><MessagingServiceSid/>"
            "<Body>a &lt; b &amp; &quot;c&quot;</Body><Status>queued</Status><NumSegments>1</NumSegments>"
            "<NumMedia>0</NumMedia><Direction>outbound-api</Direction><ApiVersion>2010-04-01</ApiVersion><Price/>"
            "<PriceUnit>USD</PriceUnit><ErrorCode/><ErrorMessage/><Uri>" +
            messages_root + "/" + sid + "</Uri><SubresourceUris><Media>" + messages_root + "/" + sid +
            "/Media</Media></SubresourceUris>"
            "</Message></TwilioResponse>\n");
}

TEST_CASE("a list as XML has its envelope as attributes, without extensions") {
  WorldDriver driver;
  driver.send({{"To", "+15550100099"}, {"From", "+15550100001"}, {"Body", "one"}});
  driver.send({{"To", "+15550100099"}, {"From", "+15550100001"}, {"Body", "two"}});
  const Response response = driver.ask(twilio_request("GET", messages_root + ".xml?PageSize=1"));
  const std::string& xml = response.body;
  CHECK(xml.find("<TwilioResponse><Messages firstpageuri=\"" + messages_root + "?PageSize=1&amp;Page=0\"") !=
        std::string::npos);
  CHECK(xml.find(" page=\"0\"") != std::string::npos);
  CHECK(xml.find(" pagesize=\"1\"") != std::string::npos);
  CHECK(xml.find(" previouspageuri=\"\"") != std::string::npos);
  CHECK(xml.find("><Message><Sid>") != std::string::npos);
  CHECK(xml.ends_with("</Message></Messages></TwilioResponse>\n"));
}

TEST_CASE("an error as XML is a RestException") {
  WorldDriver driver;
  const Response response = driver.ask(twilio_request("GET", messages_root + "/SM00"));
  CHECK(response.status == 404);
  CHECK(
      response.body ==
      "<?xml version='1.0' encoding='UTF-8'?>\n<TwilioResponse><RestException><Code>20404</Code><Message>The requested "
      "resource " +
          messages_root +
          "/SM00 was not found</Message>"
          "<MoreInfo>https://www.twilio.com/docs/errors/20404</MoreInfo><Status>404</Status></RestException>"
          "</TwilioResponse>\n");
}

TEST_CASE("a list as CSV has a line of names and one for each message, quoted where needed") {
  WorldDriver driver;
  driver.send({{"To", "+15550100099"}, {"From", "+15550100001"}, {"Body", "one, \"two\"\nthree"}});
  const Response response = driver.ask(twilio_request("GET", messages_root + ".csv"));
  CHECK(response.headers.get("Content-Type") == "text/csv");
  CHECK(response.body.starts_with("Body,NumSegments,Direction,From,"));
  CHECK(response.body.find("\r\n\"one, \"\"two\"\"\nthree\",1,outbound-api,+15550100001,") != std::string::npos);
}
