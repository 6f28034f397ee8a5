#pragma once

#include <string>

#include "core/observe/journal.hpp"

namespace understudy::apps {

// One event of a world's journal as a line for people watching `serve`.
std::string describe(const Journal::Event& event);

}  // namespace understudy::apps
