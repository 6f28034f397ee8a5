#include "core/webhook/mark.hpp"

#include <algorithm>

#include "core/http/form.hpp"
#include "core/http/url.hpp"

namespace understudy {

std::string with_mark(std::string_view url, std::string_view mark) {
  const std::size_t fragment = std::min(url.find('#'), url.size());
  std::string marked(url.substr(0, fragment));
  marked += marked.find('?') == std::string::npos ? '?' : '&';
  marked.append(mark_parameter).append("=").append(mark);
  return marked.append(url.substr(fragment));
}

std::string mark_of(std::string_view url) { return std::string(decode_form(query_of(url)).get(mark_parameter)); }

}  // namespace understudy
