#!/usr/bin/env bash
# What can be checked without the test suite, called by `./dev check`. All checks run, also after one has failed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# shellcheck source=tools/packages.sh
source tools/packages.sh
# shellcheck source=tools/build.sh
source tools/build.sh

need_packages "${check_packages[@]}" "${build_packages[@]}" # clang-tidy reads the headers of the libraries
mapfile -t cpp < <(sources '*.cpp' '*.hpp')
mapfile -t shell < <(sources dev .ci/run 'tools/*.sh')
failed=0
((${#cpp[@]} > 0)) || {
  echo 'git lists no source file here, so nothing can be checked' >&2
  exit 1
}

# check TITLE COMMAND...: shows what the command says only if it fails.
check() {
  local title=$1 output
  shift
  if output=$("$@" 2>&1 </dev/null); then
    printf 'ok      %s\n' "$title"
  else
    failed=1
    printf 'FAILED  %s\n%s\n' "$title" "$output"
  fi
}

# The files that clang-format would lay out differently, one a line.
layout() {
  local complaints
  complaints=$(clang-format --dry-run -Werror "${cpp[@]}" 2>&1) && return 0
  grep --extended-regexp ': (error|warning):' <<<"$complaints" | cut --delimiter=: --fields=1,2 |
    sort --unique --field-separator=: --key=1,1
  return 1
}

check 'layout of C++ (./dev format mends it)' layout
check 'co_await stands alone' python3 -B tools/lint_coroutines.py "${cpp[@]}"
check 'rules of the repository' python3 -B tools/check_repository.py
check 'the checks themselves' python3 -B -m unittest discover --start-directory tools --pattern 'test_*.py'
check 'moves, copies and views (clang-tidy)' tools/tidy.sh
check 'fuzzers, briefly' tools/fuzz.sh brief
check 'shell scripts' shellcheck --external-sources "${shell[@]}"
((failed == 0))
