#pragma once

#include <functional>
#include <string>

#include "core/runtime/result.hpp"

namespace CLI {
class App;
}

namespace understudy::apps {

// What the process answers with.
enum class Exit {
  good = 0,
  failed = 1,       // an expectation did not hold
  input = 2,        // the command line or a file was wrong
  environment = 3,  // the machine was: a port in use, a disk that is full
};

// Each adds its subcommand and leaves in `exit` what became of it. One file a subcommand.
void add_run(CLI::App& app, Exit& exit);
void add_serve(CLI::App& app, Exit& exit);
void add_record(CLI::App& app, Exit& exit);
void add_replay(CLI::App& app, Exit& exit);
void add_send(CLI::App& app, Exit& exit);
void add_check(CLI::App& app, Exit& exit);
void add_schema(CLI::App& app, Exit& exit);
void add_signature(CLI::App& app, Exit& exit);
void add_ca(CLI::App& app, Exit& exit);

// "understudy: MESSAGE" on standard error.
Exit complain(Exit exit, const std::string& message);

}  // namespace understudy::apps
