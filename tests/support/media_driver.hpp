#pragma once

#include <map>
#include <string>
#include <vector>

#include "tests/support/world_driver.hpp"

namespace understudy::test {

// A world whose app has files to be fetched, and takes every webhook.
class MediaDriver : public WorldDriver {
 public:
  explicit MediaDriver(simulator::WorldConfig config = {}) : WorldDriver(std::move(config)) {
    app = [this](const Request& request) -> Result<Response> {
      const auto file = files.find(request.url);
      return file == files.end() ? Result<Response>(Response(request.method == "POST" ? 204 : 404)) : file->second;
    };
  }
  // A message with media on its way; its SID.
  std::string send_media(const std::vector<std::string>& urls, Form form = {}) {
    form.add("To", "+15550100099");
    if (!form.find("MessagingServiceSid")) form.add("From", "+15550100001");
    for (const std::string& url : urls) form.add("MediaUrl", url);
    return send(form);
  }
  Response get(const std::string& path) { return ask(twilio_request("GET", path)); }
  // The media of a message, as the API lists them.
  nlohmann::json list(const std::string& message, const std::string& query = "") {
    return nlohmann::json::parse(get(media_path(message) + ".json" + query).body);
  }
  std::vector<std::string> sids(const std::string& message) {
    std::vector<std::string> found;
    const nlohmann::json page = list(message);
    for (const auto& medium : page.at("media_list")) found.push_back(medium.at("sid"));
    return found;
  }
  // What an app gets that asks for the bytes and follows the redirect, with its credentials or without.
  Response download(const std::string& message, const std::string& sid) {
    const Response moved = get(media_path(message) + "/" + sid);
    if (moved.status != 302) return moved;
    return ask(Request("GET", std::string(moved.headers.get("Location"))));
  }
  // "HEAD http://…" for each request that was no webhook.
  std::vector<std::string> asked() const {
    std::vector<std::string> lines;
    for (const Request& request : webhooks) {
      if (request.method != "POST") lines.push_back(request.method + " " + request.url);
    }
    return lines;
  }
  static std::string media_path(const std::string& message) {
    return "/2010-04-01/Accounts/" + std::string(account_sid) + "/Messages/" + message + "/Media";
  }

  std::map<std::string, Result<Response>> files;
};

}  // namespace understudy::test
