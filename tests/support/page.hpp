#pragma once

#include <string>

namespace understudy::test {

// A table that a test keeps on a page of docs/, between the line "<!-- title, written by a test -->" and the next empty
// one. Renewed by `UNDERSTUDY_UPDATE_GOLDEN=1 understudy_tests "the page*"`, after which the diff is read; without that
// it is compared.
void check_table(const std::string& page, const std::string& title, const std::string& table);

}  // namespace understudy::test
