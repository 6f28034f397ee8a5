#pragma once

#include <string>
#include <vector>

#include "core/api/lookup.hpp"
#include "core/api/media_resource.hpp"
#include "core/api/message_resource.hpp"
#include "core/client/message_list.hpp"
#include "core/client/requester.hpp"

namespace understudy {

enum class FeedbackOutcome { confirmed, unconfirmed };

// The bytes of a medium and what they are.
struct MediaContent {
  std::string content_type;
  std::string bytes;
};

// The calls of the API that send nothing. All of them may be repeated without harm, and are.
class Calls {
 public:
  explicit Calls(Requester& requester);

  Task<Result<Message>> get(MessageSid sid, Stop* stop = nullptr);
  Task<Result<Message>> cancel(MessageSid sid);
  Task<Result<Message>> redact(MessageSid sid);
  Task<Result<void>> remove(MessageSid sid);
  Task<Result<void>> give_feedback(MessageSid sid, FeedbackOutcome outcome);
  Task<Result<MessagePage>> page(std::string url);
  std::string first_page(const MessageFilter& filter) const;
  std::string page_at(const std::string& uri) const;  // where a next_page_uri leads

  Task<Result<std::vector<Media>>> media_of(MessageSid sid);
  Task<Result<MediaContent>> download(Media medium);
  Task<Result<void>> remove_media(Media medium);

  Task<Result<PhoneLookup>> look_up(std::string number, std::vector<std::string> fields);

  const std::string& messages_url() const { return messages_url_; }

 private:
  Task<Result<Response>> call(std::string_view name, Request request, Stop* stop = nullptr);
  Request change_of(const MessageSid& sid, const char* field, const char* value) const;
  Task<Result<void>> erase(std::string_view name, std::string url);
  Task<Result<MediaContent>> follow_redirects(Operation& operation, std::string url);
  void tell_end(const Operation& operation, TimePoint began, const Error* error) const;
  std::string url_of(const MessageSid& sid) const { return messages_url_ + "/" + sid.text(); }
  std::string url_of(const Media& medium) const;

  Requester& requester_;
  const std::string origin_;
  const std::string messages_url_;
};

}  // namespace understudy
