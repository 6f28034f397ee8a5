#include "core/text/xml_escape.hpp"

namespace understudy {

std::string escape_xml(std::string_view text) {
  std::string escaped;
  escaped.reserve(text.size());
  for (char c : text) {
    switch (c) {
      case '&': escaped += "&amp;"; break;
      case '<': escaped += "&lt;"; break;
      case '>': escaped += "&gt;"; break;
      case '"': escaped += "&quot;"; break;
      case '\r': escaped += "&#13;"; break;  // a reader would make a line feed of it
      default: {
        const bool impossible = static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n';
        impossible ? escaped += "\xEF\xBF\xBD" : escaped += c;
      }
    }
  }
  return escaped;
}

}  // namespace understudy
