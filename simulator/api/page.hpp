#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/http/form.hpp"

namespace understudy {
class JsonWriter;
}

namespace understudy::simulator {

// Which rows of a short list a request wants: PageSize and Page, counted from zero.
struct PageOf {
  PageOf(const Form& query, std::size_t rows);

  std::size_t begin() const { return number * size; }
  std::size_t end() const;
  bool is_last() const { return end() >= rows; }

  std::size_t number = 0;
  std::size_t size = 50;
  std::size_t rows = 0;
};

// The envelope of a list in the 2010 API, around the rows that come between. `path` is that of the list, with its
// extension and the filters of its query.
void write_list_end(JsonWriter& json, const PageOf& page, std::string_view path);
// That of the newer APIs: absolute URLs.
void write_meta(JsonWriter& json, const PageOf& page, std::string_view url, std::string_view key);

}  // namespace understudy::simulator
