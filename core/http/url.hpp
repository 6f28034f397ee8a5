#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace understudy {

// An absolute http or https URL in its parts, as written: nothing is decoded, lowered or filled in, because webhooks
// are signed over the URL as configured.
struct Url {
  // Nothing unless the text has a scheme of http or https and a host.
  static std::optional<Url> parse(std::string_view text);

  std::string text() const;         // the whole, as it was parsed
  std::string origin() const;       // scheme://host[:port]
  std::string target() const;       // path and query; "/" where the path is empty
  std::string host_header() const;  // host[:port]
  int effective_port() const;       // the port, or the scheme's own
  bool is_loopback() const;         // 127.0.0.0/8, [::1], localhost and names below it (RFC 6761 §6.3)
  bool operator==(const Url&) const = default;

  std::string scheme;
  std::string user_info;  // before the @, without it
  std::string host;       // an IPv6 address keeps its brackets
  std::optional<int> port;
  std::string path;
  std::optional<std::string> query;     // without the ?
  std::optional<std::string> fragment;  // without the #
};

// What `reference` means in a document at `base`, as an absolute URL (RFC 3986 §5.2); credentials of the base go with
// it to the same authority only. Nothing when that is no http or https URL.
std::optional<std::string> resolve_url(std::string_view base, std::string_view reference);

// The URL as it is asked for: without credentials and fragment.
std::string wire_url(std::string_view url);

// The path of an absolute URL, or of a bare target, without query and fragment.
std::string_view path_of(std::string_view url);
// The query of an absolute URL or a bare target, without the ?; empty where there is none.
std::string_view query_of(std::string_view url);
// Everything from the path on, without the fragment.
std::string_view target_of(std::string_view url);

}  // namespace understudy
