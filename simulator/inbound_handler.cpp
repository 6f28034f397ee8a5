#include "simulator/inbound_handler.hpp"

namespace understudy::simulator {
namespace {

std::optional<DocumentUrl> document_url(const std::optional<std::string>& url, const std::string& method) {
  if (!url || url->empty()) return std::nullopt;
  return DocumentUrl{*url, method == "GET" ? "GET" : "POST"};
}

std::optional<InboundHandler> handler(std::optional<DocumentUrl> first, std::optional<DocumentUrl> fallback) {
  if (!first) return std::nullopt;
  return InboundHandler{std::move(*first), std::move(fallback)};
}

}  // namespace

std::optional<InboundHandler> inbound_handler(const Account& account, std::string_view number) {
  const MessagingService* service = account.service_of(number);
  if (service && !service->use_inbound_webhook_on_number) {
    return handler(document_url(service->inbound_request_url, service->inbound_method),
                   document_url(service->fallback_url, service->fallback_method));
  }
  const Number* own = account.number(number);
  if (!own) return std::nullopt;
  // "If an sms_application_sid is present, we ignore all of the sms_*_url urls and use those set on the application."
  if (const Application* application = account.applications().find(own->sms_application_sid)) {
    return handler(document_url(application->sms_url, application->sms_method),
                   document_url(application->sms_fallback_url, application->sms_fallback_method));
  }
  return handler(document_url(own->sms_url, own->sms_method),
                 document_url(own->sms_fallback_url, own->sms_fallback_method));
}

}  // namespace understudy::simulator
