#!/usr/bin/env bash
# Moves, copies and views gone wrong, as clang-tidy sees them in the product's sources; called by `./dev check`.
# Few checks and no tests, so that it takes a minute. Nothing is read again until a source changes.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# shellcheck source=tools/build.sh
source tools/build.sh

require_tools clang-tidy pkg-config

checks='-*,bugprone-use-after-move,bugprone-dangling-handle,bugprone-move-forwarding-reference'
checks+=',performance-move-const-arg,performance-for-range-copy'
passed=build/log/tidy-passed

state=$(sources '*.cpp' '*.hpp' tools/tidy.sh | xargs --delimiter='\n' cat | sha256sum)
[[ ! -e $passed || $(<"$passed") != "$state" ]] || exit 0

read -ra flags < <(pkg-config --cflags cpp-httplib)
# clang-tidy's standard error only counts the warnings it keeps to itself
# shellcheck disable=SC2016 # the inner shell expands these: first the file, then the flags
sources 'core/*.cpp' 'simulator/*.cpp' 'recorder/*.cpp' 'scenarios/*.cpp' 'apps/*.cpp' |
  checks=$checks flags="${flags[*]}" xargs --delimiter='\n' --max-args=1 --max-procs="$jobs" bash -c '
    clang-tidy --quiet --checks="$checks" --warnings-as-errors="*" "$0" -- -std=c++20 -I. $flags 2>/dev/null'

mkdir -p "$(dirname "$passed")"
echo "$state" >"$passed"
