#!/usr/bin/env python3
"""The rules of the repository that a compiler does not know: who may include whom, where time and chance may come from.

A check is a function that takes the tree (path -> text) and yields findings. Each has a good and a bad example in
test_check_repository.py, so that none of them checks nothing.
"""
import posixpath
import re
import subprocess
import sys
from typing import NamedTuple

from cpp_text import code_only, line_of


class Finding(NamedTuple):
    path: str
    line: int
    message: str


CHECKS = []


def check(function):
    CHECKS.append(function)
    return function


# ---- includes ----

# What a part may include besides itself. Whatever is not named here (apps, tests, bench) may include everything.
MAY_INCLUDE = {
    "core": [],
    "simulator": ["core"],
    "recorder": ["core"],
    "scenarios": ["core", "simulator", "recorder"],
}
PURE_PARTS = ["core/message", "core/policy"]
PURE_RUNTIME = ["core/runtime/time.hpp", "core/runtime/rng.hpp", "core/runtime/result.hpp"]
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(["<])([^">]+)[">]', re.M)


@check
def dependencies_point_one_way(tree):
    for path, line, included in _project_includes(tree):
        part, other = _top(path), _top(included)
        if part in MAY_INCLUDE and other != part and other not in MAY_INCLUDE[part]:
            yield Finding(path, line, f"{part} must not know {other}, but includes {included}")


@check
def runtime_knows_nothing_above_it(tree):
    for path, line, included in _project_includes(tree):
        if _within(path, "core/runtime") and not _within(included, "core/runtime"):
            yield Finding(path, line, f"core/runtime must not know {included}")


@check
def pure_parts_see_only_time_chance_and_result(tree):
    for path, line, included in _project_includes(tree):
        pure = any(_within(path, part) for part in PURE_PARTS)
        if pure and _within(included, "core/runtime") and included not in PURE_RUNTIME:
            yield Finding(path, line, f"what decides waits for nothing: only time, rng and result, not {included}")


@check
def fake_and_client_share_no_opinion(tree):
    for path, line, included in _project_includes(tree):
        inner_core = path.startswith("core/") and path.count("/") > 1 and not _within(path, "core/client")
        if _within(included, "core/client") and (inner_core or _within(path, "simulator")):
            yield Finding(path, line, f"{posixpath.dirname(path)} must not know core/client, but includes {included}")


@check
def includes_are_spelled_from_the_root(tree):
    for path, line, quote, included in _includes(tree):
        if quote == '"' and included not in tree:
            yield Finding(path, line, f'"{included}" is no file of the repository; spell it from the root')


@check
def heavy_headers_stay_in_source_files(tree):
    heavy = re.compile(
        r"(httplib\.h|nlohmann/json\.hpp|simdjson\.h|yaml-cpp/.*|openssl/.*|phonenumbers/.*|spdlog/.*|prometheus/.*"
        r"|date/.*|core/api/json_reading\.hpp)$"
    )
    for path, line, _, included in _includes(tree):
        if path == "core/api/json_reading.hpp":
            continue  # brings one of them to the .cpp files that read JSON
        if _top(path) in MAY_INCLUDE and path.endswith(".hpp") and heavy.match(included):
            yield Finding(path, line, f"<{included}> is heavy: include it in the .cpp file, not in a header")


def _includes(tree):
    for path, code in _cpp(tree):
        for match in INCLUDE.finditer(code):
            yield path, line_of(code, match.start(2)), match[1], match[2]


def _project_includes(tree):
    for path, line, _, included in _includes(tree):
        if included in tree:
            yield path, line, included


# ---- time, threads and chance ----

REAL_TIME_AND_SOCKETS = re.compile(r"core/runtime/(inbox|system_executor)\.[ch]pp$|core/http/httplib_\w+\.cpp$")
CLOCKS_AND_SLEEP = re.compile(
    r"\b(steady_clock|high_resolution_clock|\w+_clock::now|sleep_for\s*\(\s*std::|this_thread::sleep_\w+"
    r"|clock_gettime|gettimeofday|nanosleep|usleep|time\((nullptr|NULL|0)\))"
)
THREADS = re.compile(
    r"\bstd::(j?thread|(\w+_)*mutex|(scoped|unique|shared)_lock|lock_guard|condition_variable(_any)?|atomic(_\w+)?|async"
    r"|(counting|binary)_semaphore|latch|barrier)\b"
)
UNPORTABLE_CHANCE = re.compile(
    r"\b(std::(\w+_distribution|shuffle|sample|hash|random_device|mt19937(_64)?|default_random_engine)|s?rand\s*\(\s*\))"
)


@check
def only_the_runtime_knows_real_time(tree):
    for path, code in _cpp(tree):
        if not _top(path) in MAY_INCLUDE or REAL_TIME_AND_SOCKETS.match(path):
            continue
        for match in CLOCKS_AND_SLEEP.finditer(code):
            yield Finding(path, line_of(code, match.start()), f"'{match[0]}': time comes only from Executor::now()")


@check
def only_the_runtime_has_threads(tree):
    for path, code in _cpp(tree):
        if not _top(path) in MAY_INCLUDE or REAL_TIME_AND_SOCKETS.match(path):
            continue
        for match in THREADS.finditer(code):
            yield Finding(path, line_of(code, match.start()), f"'{match[0]}': no locks, atomics or threads here")


@check
def chance_is_the_same_everywhere(tree):
    for path, code in _cpp(tree):
        if _top(path) in MAY_INCLUDE:
            for match in UNPORTABLE_CHANCE.finditer(code):
                message = f"'{match[0]}' differs between libraries: use the Rng handed in"
                yield Finding(path, line_of(code, match.start()), message)


# ---- build, documents, words ----


@check
def every_source_is_built(tree):
    named = set()
    for path, text in tree.items():
        if posixpath.basename(path) == "CMakeLists.txt":
            folder = posixpath.dirname(path)
            words = re.sub(r"#[^\n]*", "", text).replace("(", " ").replace(")", " ").split()
            named.update(posixpath.normpath(posixpath.join(folder, word)) for word in words)
    for path in tree:
        if path.endswith(".cpp") and path not in named:
            yield Finding(path, 1, "no CMakeLists.txt names this file")


@check
def links_lead_somewhere(tree):
    folders = {posixpath.dirname(path) for path in tree}
    folders |= {parent for folder in folders for parent in _parents(folder)}
    link = re.compile(r"!?\[[^\]]*\]\(<?([^)\s>]+)[^)]*\)|^\[[^\]]+\]:\s+(\S+)", re.M)
    for path, text in tree.items():
        if not path.endswith(".md"):
            continue
        prose = _without_code(text)
        for match in link.finditer(prose):
            target = match[1] or match[2]
            if re.match(r"[a-z]+:", target):
                continue
            name, _, anchor = target.partition("#")
            place = posixpath.normpath(posixpath.join(posixpath.dirname(path), name)) if name else path
            line = line_of(prose, match.start())
            if place not in tree and place not in folders:
                yield Finding(path, line, f"the link to {target} leads nowhere")
            elif anchor and place.endswith(".md") and anchor not in _anchors(tree[place]):
                yield Finding(path, line, f"{place} has no heading for #{anchor}")


@check
def nothing_names_one_machine(tree):
    machine_path = re.compile(r"(?<![\w.\-/])/(work|root|Users|home/(?!example\b)\w+)/")
    for path, text in tree.items():
        for match in machine_path.finditer(text):
            yield Finding(path, line_of(text, match.start()), f"'{match[0]}' is a path of one machine")


@check
def lock_files_name_no_registry(tree):
    for path, text in tree.items():
        if posixpath.basename(path) in ("package-lock.json", "npm-shrinkwrap.json"):
            for match in re.finditer(r'"resolved"\s*:', text):
                message = "no 'resolved' URL: whoever installs picks the registry (npm's omit-lockfile-registry-resolved)"
                yield Finding(path, line_of(text, match.start()), message)


def _without_code(markdown):
    """Markdown with fenced and inline code blanked; lines stay where they were."""
    fenced = re.compile(r"^[ \t]*(```+|~~~+).*?^[ \t]*\1[^\n]*$|(`+)[^\n]+?\2", re.S | re.M)
    return fenced.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), markdown)


def _anchors(markdown):
    """The anchors that the headings get, as the usual viewers of Markdown make them."""
    without_fences = re.sub(r"^[ \t]*(```+|~~~+).*?^[ \t]*\1[^\n]*$", "", markdown, flags=re.S | re.M)
    headings = re.findall(r"^#+\s+(.*?)\s*#*$", without_fences, re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


# ---- the tree ----


def _cpp(tree):
    for path, text in tree.items():
        if path.endswith((".cpp", ".hpp")):
            yield path, code_only(text)


def _top(path):
    return path.split("/")[0]


def _within(path, folder):
    return path.startswith(folder + "/")


def _parents(folder):
    while folder:
        folder = posixpath.dirname(folder)
        yield folder


def read_tree():
    """What the next commit could hold: tracked and new files that are text, none that are ignored."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    tree = {}
    for path in sorted(set(filter(None, listed.split("\0")))):
        try:
            with open(path, encoding="utf-8") as file:
                tree[path] = file.read()
        except UnicodeDecodeError:
            tree[path] = ""  # not text: nothing to read in it, but links may lead to it
        except (FileNotFoundError, IsADirectoryError):
            pass  # deleted and not yet committed, or a submodule
    return tree


def main():
    tree = read_tree()
    findings = sorted({finding for check in CHECKS for finding in check(tree)})
    for finding in findings:
        print(f"{finding.path}:{finding.line}: {finding.message}")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
