#include "scenarios/runner/collection.hpp"

#include <algorithm>
#include <filesystem>

#include "scenarios/runner/parse.hpp"

namespace understudy::scenarios {
namespace {

namespace fs = std::filesystem;

Result<std::vector<std::string>> files_below(const std::string& folder) {
  std::vector<std::string> found;
  std::error_code error;
  fs::recursive_directory_iterator entry(folder, error);
  for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
    if (entry->path().extension() == ".yaml") found.push_back(entry->path().string());
  }
  if (error) return failure(ErrorCode::invalid_input, folder + ": " + error.message());
  if (found.empty()) return failure(ErrorCode::invalid_input, folder + ": no *.yaml in this folder");
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace

Result<std::vector<std::string>> files_meant_by(const std::string& path) {
  std::error_code error;
  if (fs::is_directory(path, error)) return files_below(path);
  return std::vector<std::string>{path};
}

Result<std::vector<Scenario>> load_scenarios(const std::vector<std::string>& paths) {
  std::vector<Scenario> loaded;
  std::string problems;
  auto complain = [&](const Error& error) { problems += (problems.empty() ? "" : "\n") + error.message; };
  for (const std::string& path : paths) {
    auto files = files_meant_by(path);
    if (!files) {
      complain(files.error());
      continue;
    }
    for (const std::string& file : *files) {
      auto scenario = load_scenario(file);
      scenario ? loaded.push_back(std::move(*scenario)) : complain(scenario.error());
    }
  }
  if (!problems.empty()) return failure(ErrorCode::invalid_input, std::move(problems));
  return loaded;
}

}  // namespace understudy::scenarios
