#include "core/webhook/diagnosis.hpp"

#include <algorithm>
#include <cctype>
#include <optional>
#include <utility>

#include "core/http/message.hpp"
#include "core/http/url.hpp"

namespace understudy {
namespace {

// What a mistaken receiver signs; nothing where the mistake makes no difference.
using Mistaken = std::optional<std::string>;
using Make = Mistaken (*)(const SignedWebhook&);

std::string lowered(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

// Another URL in place of the right one.
template <class Change>
Mistaken with_url(const SignedWebhook& webhook, Change change) {
  auto url = Url::parse(wire_url(webhook.url));
  if (!url || !change(*url)) return std::nullopt;
  return signed_string(url->text(), webhook.parameters);
}

// Every value changed.
template <class Change>
Mistaken with_values(const SignedWebhook& webhook, Change change) {
  Form form;
  for (const auto& [name, value] : webhook.parameters) form.add(name, change(std::string(value)));
  return signed_string(wire_url(webhook.url), form);
}

Mistaken add_port(const SignedWebhook& webhook) {
  return with_url(webhook, [](Url& url) {
    const bool missing = !url.port;
    url.port = url.effective_port();
    return missing;
  });
}

Mistaken remove_port(const SignedWebhook& webhook) {
  return with_url(webhook, [](Url& url) { return std::exchange(url.port, std::nullopt).has_value(); });
}

template <bool to_https>
Mistaken change_scheme(const SignedWebhook& webhook) {
  return with_url(webhook, [](Url& url) {
    const std::string before = std::exchange(url.scheme, to_https ? "https" : "http");
    return !equal_ignoring_case(before, url.scheme);
  });
}

Mistaken add_www(const SignedWebhook& webhook) {
  return with_url(webhook, [](Url& url) {
    const bool name = url.host.find_first_not_of("0123456789.") != std::string::npos && !url.host.starts_with('[');
    if (!name || url.host.starts_with("www.")) return false;
    url.host = "www." + url.host;
    return true;
  });
}

Mistaken remove_www(const SignedWebhook& webhook) {
  return with_url(webhook, [](Url& url) {
    if (!url.host.starts_with("www.")) return false;
    url.host.erase(0, 4);
    return true;
  });
}

Mistaken lower_host(const SignedWebhook& webhook) {
  return with_url(webhook, [](Url& url) {
    url.host = lowered(url.host);
    return true;
  });
}

Mistaken lower_path(const SignedWebhook& webhook) {
  return with_url(webhook, [](Url& url) {
    url.path = lowered(url.path);
    return true;
  });
}

Mistaken add_slash(const SignedWebhook& webhook) {
  return with_url(webhook, [](Url& url) {
    if (url.path.ends_with('/')) return false;
    url.path += '/';
    return true;
  });
}

Mistaken remove_slash(const SignedWebhook& webhook) {
  return with_url(webhook, [](Url& url) {
    if (!url.path.ends_with('/')) return false;
    url.path.pop_back();
    return true;
  });
}

Mistaken drop_query(const SignedWebhook& webhook) {
  return with_url(webhook, [](Url& url) { return std::exchange(url.query, std::nullopt).has_value(); });
}

Mistaken encode_query_again(const SignedWebhook& webhook) {
  return with_url(webhook, [](Url& url) {
    if (url.query) url.query = encode_form(decode_form(*url.query));
    return true;
  });
}

// A GET's parameters, or those a URL has beside a form, belong to the URL alone.
Mistaken append_query(const SignedWebhook& webhook) {
  Form all = decode_form(query_of(webhook.url));
  for (const auto& [name, value] : webhook.parameters) all.add(name, value);
  return signed_string(wire_url(webhook.url), all);
}

Mistaken keep_credentials(const SignedWebhook& webhook) { return signed_string(webhook.url, webhook.parameters); }

Mistaken keep_fragment(const SignedWebhook& webhook) {
  const auto hash = webhook.url.find('#');
  if (hash == std::string::npos) return std::nullopt;
  const std::string url = wire_url(webhook.url);
  return url + webhook.url.substr(hash) + signed_string(url, webhook.parameters).substr(url.size());
}

Mistaken no_parameters(const SignedWebhook& webhook) { return signed_string(wire_url(webhook.url), {}); }

Mistaken drop_empty(const SignedWebhook& webhook) {
  Form form;
  for (const auto& [name, value] : webhook.parameters) {
    if (!value.empty()) form.add(name, value);
  }
  return signed_string(wire_url(webhook.url), form);
}

Mistaken trim(const SignedWebhook& webhook) {
  return with_values(webhook, [](const std::string& value) {
    constexpr std::string_view spaces = " \t\r\n";
    const auto first = value.find_first_not_of(spaces);
    return first == std::string::npos ? "" : value.substr(first, value.find_last_not_of(spaces) - first + 1);
  });
}

Mistaken leave_encoded(const SignedWebhook& webhook) {
  return with_values(webhook, [](const std::string& value) { return encode_form({{"", value}}).substr(1); });
}

Mistaken decode_twice(const SignedWebhook& webhook) {
  return with_values(webhook, [](const std::string& value) {
    std::string escaped = "=";
    for (char c : value) escaped += c == '&' ? std::string("%26") : std::string(1, c);
    return std::string(decode_form(escaped).get(""));
  });
}

Mistaken lone_line_feeds(const SignedWebhook& webhook) {
  return with_values(webhook, [](std::string value) {
    std::erase(value, '\r');
    return value;
  });
}

Mistaken paired_line_feeds(const SignedWebhook& webhook) {
  return with_values(webhook, [](const std::string& value) {
    std::string out;
    for (char c : value) {
      if (c == '\n' && !out.ends_with('\r')) out += '\r';
      out += c;
    }
    return out;
  });
}

Mistaken leave_unsorted(const SignedWebhook& webhook) {
  std::string text = wire_url(webhook.url);
  for (const auto& [name, value] : webhook.parameters) text.append(name).append(value);
  return text;
}

Mistaken take_first_only(const SignedWebhook& webhook) {
  Form form;
  for (const auto& [name, value] : webhook.parameters) {
    if (!form.find(name)) form.add(name, value);
  }
  return signed_string(wire_url(webhook.url), form);
}

struct Row {
  std::string_view name;
  std::string_view explanation;
  Make make;
};
constexpr Row rows[] = {
    {"http_for_https", "the URL was taken to be http; behind a proxy that ends TLS it is https", change_scheme<false>},
    {"https_for_http", "the URL was taken to be https, but http is what is configured", change_scheme<true>},
    {"port_removed", "the port was left out of the URL", remove_port},
    {"port_added", "the scheme's own port was added to the URL", add_port},
    {"www_removed", "www. was left out of the host", remove_www},
    {"www_added", "www. was added to the host", add_www},
    {"host_lower_case", "the host was put into lower case", lower_host},
    {"path_lower_case", "the path was put into lower case", lower_path},
    {"slash_removed", "the slash at the end of the path was left out", remove_slash},
    {"slash_added", "a slash was added at the end of the path", add_slash},
    {"query_dropped", "the query was left out of the URL", drop_query},
    {"query_encoded_again", "the query was decoded and encoded again, which came out otherwise", encode_query_again},
    {"query_appended", "the parameters of the query were appended as well", append_query},
    {"json_body", "no parameter was appended, as is right for a JSON body; this one is a form", no_parameters},
    {"empty_dropped", "parameters with an empty value were left out; their names count", drop_empty},
    {"trimmed", "white space around a parameter's value was cut off", trim},
    {"still_encoded", "the parameters were not decoded", leave_encoded},
    {"decoded_twice", "the parameters were decoded twice, so that a plus sign became a space", decode_twice},
    {"line_feeds_alone", "carriage returns were taken out of a value", lone_line_feeds},
    {"line_feeds_paired", "line feeds in a value became CR LF", paired_line_feeds},
    {"unsorted", "the parameters were appended as they came; they belong into the order of their names",
     leave_unsorted},
    {"repeated_dropped", "of a parameter that comes several times only the first was appended", take_first_only},
    {"credentials_kept", "the user name and password of the URL were signed as well", keep_credentials},
    {"fragment_kept", "the fragment of the URL was signed as well", keep_fragment},
};

}  // namespace

std::string signed_string(const SignedWebhook& webhook) {
  return signed_string(wire_url(webhook.url), webhook.parameters);
}

std::vector<Mistake> usual_mistakes(const SignedWebhook& webhook, const Signer& signer,
                                    std::span<const OtherToken> other_tokens) {
  const std::string right = signed_string(webhook);
  std::vector<Mistake> mistakes;
  for (const Row& row : rows) {
    auto mistaken = row.make(webhook);
    if (!mistaken || *mistaken == right) continue;
    const bool known =
        std::ranges::any_of(mistakes, [&](const Mistake& other) { return other.signed_string == *mistaken; });
    if (known) continue;
    std::string signature = signer.sign_string(*mistaken);
    mistakes.push_back({row.name, row.explanation, std::move(*mistaken), std::move(signature)});
  }
  for (const OtherToken& other : other_tokens) {
    mistakes.push_back({other.mistake, other.explanation, right, Signer(other.token).sign_string(right)});
  }
  return mistakes;
}

}  // namespace understudy
