#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace understudy::test {

// The bytes of a file below fixtures/, such as "twilio/gsm7.csv". Throws when there is no such file.
std::string read_fixture(std::string_view name);

// One line of a CSV file, by column name.
using CsvRow = std::map<std::string, std::string, std::less<>>;

// The rows of a CSV fixture (RFC 4180: a quoted field may hold commas, and quotes twice) below its line of column
// names.
std::vector<CsvRow> read_csv_fixture(std::string_view name);

}  // namespace understudy::test
