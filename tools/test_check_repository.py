import unittest

import check_repository as rules

CMAKE = "add_library(x # comment.cpp\n  a.cpp sub/b.cpp)\n"
SLASH = "/"  # keeps the bad examples from being findings themselves

# check: (trees that are fine, trees with exactly one finding)
EXAMPLES = {
    rules.dependencies_point_one_way: (
        [
            {"simulator/a.cpp": '#include "core/b.hpp"\n', "core/b.hpp": ""},
            {"scenarios/runner/a.cpp": '#include "recorder/b.hpp"\n', "recorder/b.hpp": ""},
            {"apps/a.cpp": '#include "scenarios/b.hpp"\n', "scenarios/b.hpp": ""},
            {"core/a.cpp": '// #include "simulator/b.hpp"\n', "simulator/b.hpp": ""},
        ],
        [
            {"core/a.cpp": '#include "simulator/b.hpp"\n', "simulator/b.hpp": ""},
            {"simulator/a.cpp": "#include <recorder/b.hpp>\n", "recorder/b.hpp": ""},
            {"recorder/a.cpp": '#include "simulator/b.hpp"\n', "simulator/b.hpp": ""},
            {"scenarios/a.cpp": '  #  include "apps/b.hpp"\n', "apps/b.hpp": ""},
            {"core/a.cpp": '#include "tests/b.hpp"\n', "tests/b.hpp": ""},
        ],
    ),
    rules.runtime_knows_nothing_above_it: (
        [{"core/runtime/a.cpp": '#include "core/runtime/b.hpp"\n', "core/runtime/b.hpp": ""}],
        [{"core/runtime/a.cpp": '#include "core/http/b.hpp"\n', "core/http/b.hpp": ""}],
    ),
    rules.pure_parts_see_only_time_chance_and_result: (
        [
            {"core/policy/a.hpp": '#include "core/runtime/time.hpp"\n', "core/runtime/time.hpp": ""},
            {"core/client/a.hpp": '#include "core/runtime/executor.hpp"\n', "core/runtime/executor.hpp": ""},
        ],
        [
            {"core/policy/a.hpp": '#include "core/runtime/executor.hpp"\n', "core/runtime/executor.hpp": ""},
            {"core/message/a.cpp": '#include "core/runtime/task.hpp"\n', "core/runtime/task.hpp": ""},
        ],
    ),
    rules.fake_and_client_share_no_opinion: (
        [
            {"core/client/a.cpp": '#include "core/client/b.hpp"\n', "core/client/b.hpp": ""},
            {"core/understudy.hpp": '#include "core/client/b.hpp"\n', "core/client/b.hpp": ""},
            {"scenarios/a.cpp": '#include "core/client/b.hpp"\n', "core/client/b.hpp": ""},
        ],
        [
            {"simulator/a.cpp": '#include "core/client/b.hpp"\n', "core/client/b.hpp": ""},
            {"core/webhook/a.cpp": '#include "core/client/b.hpp"\n', "core/client/b.hpp": ""},
        ],
    ),
    rules.includes_are_spelled_from_the_root: (
        [{"core/http/a.cpp": '#include "core/http/b.hpp"\n#include <vector>\n', "core/http/b.hpp": ""}],
        [
            {"core/http/a.cpp": '#include "b.hpp"\n', "core/http/b.hpp": ""},
            {"core/http/a.cpp": '#include "../http/b.hpp"\n', "core/http/b.hpp": ""},
        ],
    ),
    rules.heavy_headers_stay_in_source_files: (
        [
            {"core/a.cpp": "#include <httplib.h>\n"},
            {"core/a.hpp": "#include <nlohmann/json_fwd.hpp>\n"},
            {"tests/a.hpp": "#include <nlohmann/json.hpp>\n"},
        ],
        [
            {"core/a.hpp": "#include <httplib.h>\n"},
            {"simulator/a.hpp": "#include <nlohmann/json.hpp>\n"},
            {"scenarios/a.hpp": "#include <yaml-cpp/yaml.h>\n"},
            {"recorder/a.hpp": '#include "openssl/hmac.h"\n'},
        ],
    ),
    rules.only_the_runtime_knows_real_time: (
        [
            {"core/runtime/system_executor.cpp": "auto now = std::chrono::system_clock::now();"},
            {"core/client/a.cpp": "co_await sleep_for(executor_, delay); // not steady_clock::now()"},
            {"core/client/a.cpp": "std::chrono::system_clock::time_point at; auto t = executor.now();"},
            {"apps/a.cpp": "auto start = std::chrono::steady_clock::now();"},
        ],
        [
            {"core/client/a.cpp": "auto now = std::chrono::system_clock::now();"},
            {"simulator/a.cpp": "using Clock = std::chrono::steady_clock;"},
            {"recorder/a.hpp": "std::this_thread::sleep_for(delay);"},
            {"scenarios/runner/a.cpp": "auto now = time(nullptr);"},
            {"core/http/url.cpp": "usleep(5);"},
        ],
    ),
    rules.only_the_runtime_has_threads: (
        [
            {"core/runtime/inbox.hpp": "std::mutex mutex_;"},
            {"core/http/httplib_server.cpp": "std::thread thread_;"},
            {"apps/a.cpp": "std::atomic<bool> stop;"},
            {"core/a.cpp": 'say("std::mutex");'},
        ],
        [
            {"core/client/a.hpp": "std::mutex mutex_;"},
            {"core/http/httplib_server.hpp": "std::thread thread_;"},
            {"simulator/a.hpp": "std::atomic<int> next_;"},
            {"recorder/a.cpp": "std::jthread writer;"},
            {"scenarios/a.cpp": "std::condition_variable done;"},
        ],
    ),
    rules.chance_is_the_same_everywhere: (
        [
            {"simulator/a.cpp": "auto roll = rng.below(100); std::unordered_map<int, int> seen;"},
            {"tests/a.cpp": "std::random_device seed;"},
        ],
        [
            {"core/a.cpp": "std::uniform_int_distribution<int> roll(1, 6);"},
            {"simulator/a.cpp": "std::shuffle(first, last, engine);"},
            {"recorder/a.cpp": "auto h = std::hash<Sid>()(sid);"},
            {"scenarios/a.cpp": "std::random_device seed;"},
        ],
    ),
    rules.every_source_is_built: (
        [{"core/CMakeLists.txt": CMAKE, "core/a.cpp": "", "core/sub/b.cpp": ""}],
        [
            {"core/CMakeLists.txt": CMAKE, "core/a.cpp": "", "core/c.cpp": ""},
            {"core/CMakeLists.txt": CMAKE, "core/comment.cpp": ""},
            {"core/CMakeLists.txt": CMAKE, "simulator/a.cpp": ""},
        ],
    ),
    rules.links_lead_somewhere: (
        [
            {"README.md": "[a](docs/a.md#why-not) [b](docs/) [c](https://example.com/x) [d](#top)\n# Top", "docs/a.md": "## Why not?"},
            {"docs/a.md": "![picture](../p.png)\n[up]: ../docs/a.md\n", "p.png": ""},
            {"docs/a.md": "`[x](nowhere)`\n```\n[y](nowhere)\n```\n"},
        ],
        [
            {"README.md": "[a](docs/b.md)", "docs/a.md": ""},
            {"README.md": "[a](docs/a.md#why)", "docs/a.md": "## Why not?"},
            {"README.md": "[d](#bottom)\n# Top"},
            {"README.md": "one\n[up]: nowhere.md\n"},
        ],
    ),
    rules.nothing_names_one_machine: (
        [{"a.md": "/home/example/x https://example.com/work/x build/work/ /tmp/x the /work"}],
        [
            {"a.md": f"see {SLASH}work/x"},
            {"a.sh": f"cd {SLASH}root/x"},
            {"a.json": f'"{SLASH}home/mary/x"'},
        ],
    ),
    rules.lock_files_name_no_registry: (
        [
            {"tests/package-lock.json": '"node_modules/x": { "version": "1.0.0", "integrity": "sha512-…" }'},
            {"tests/package.json": '"resolved": "x"'},
        ],
        [{"tests/package-lock.json": '"resolved": "https://registry.example/x.tgz"'}],
    ),
}


class Rules(unittest.TestCase):
    def test_each_check_has_a_good_and_a_bad_example(self):
        self.assertEqual(set(EXAMPLES), set(rules.CHECKS))
        for check, (good, bad) in EXAMPLES.items():
            self.assertTrue(good and bad, check.__name__)

    def test_good_trees_have_no_findings(self):
        for check, (good, _) in EXAMPLES.items():
            for tree in good:
                with self.subTest(check.__name__, tree=tree):
                    self.assertEqual(list(check(tree)), [])

    def test_bad_trees_have_one_finding_each(self):
        for check, (_, bad) in EXAMPLES.items():
            for tree in bad:
                with self.subTest(check.__name__, tree=tree):
                    self.assertEqual(len(list(check(tree))), 1)

    def test_a_finding_names_the_line(self):
        (finding,) = rules.only_the_runtime_has_threads({"core/a.cpp": "int a;\n/* two\nlines */ std::mutex b;"})
        self.assertEqual((finding.path, finding.line), ("core/a.cpp", 3))


if __name__ == "__main__":
    unittest.main()
