#!/usr/bin/env bash
# The whole test suite, called by `./dev test`. A stage that fails does not keep later ones from reporting.
# The tests tagged [golden] run in every stage that is built: one digest for g++ -O2, g++ -O0 and clang.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# shellcheck source=tools/packages.sh
source tools/packages.sh
# shellcheck source=tools/build.sh
source tools/build.sh

passed=0 failed=0 skipped=0

# stage TITLE FUNCTION [ARGUMENT...]: a function adds to the three sums, and returns non-zero for what has no count.
stage() {
  local title=$1 started=$SECONDS passed_before=$passed failed_before=$failed
  shift
  printf '== %s\n' "$title"
  if ! "$@"; then
    ((failed > failed_before)) || failed=$((failed + 1))
  fi
  printf '   %d passed, %d failed after %d s\n' \
    $((passed - passed_before)) $((failed - failed_before)) $((SECONDS - started))
}

# Every test through ctest, each in its own process.
all_tests() {
  local preset=$1 report=$PWD/build/log/$1.xml status=0
  build "$preset" || return
  printf '   built in %d s\n' $((SECONDS - started))
  rm -f "$report"
  quietly "build/log/ctest-$preset.txt" "${steady_addresses[@]}" ctest --test-dir "build/$preset" --parallel "$jobs" \
    --no-tests=error --timeout 300 --output-on-failure --output-junit "$report" | without_successes || status=1
  [[ -e $report ]] || return 1
  local all bad idle
  all=$(junit_sum tests) bad=$(junit_sum failures) idle=$(($(junit_sum skipped) + $(junit_sum disabled)))
  passed=$((passed + all - bad - idle)) failed=$((failed + bad)) skipped=$((skipped + idle))
  return "$status"
}

# junit_sum ATTRIBUTE: of the suite that `report` holds; the first line that has it is the suite's.
junit_sum() {
  sed --quiet --regexp-extended "s/^[[:space:]]*$1=\"([0-9]+)\".*/\1/p" "$report" | head -n 1
}

without_successes() {
  grep --invert-match --extended-regexp '^ *(Start +[0-9]+:|[0-9]+/[0-9]+ Test +#.* Passed )' || true
}

# Under ThreadSanitizer only the tests that use threads, and the golden digest because this is the build by clang.
thread_tests() {
  local tag status=0
  build tsan understudy_tests || return
  printf '   built in %d s\n' $((SECONDS - started))
  for tag in threads golden; do
    local log=build/log/tsan-$tag.txt
    quietly "$log" timeout 900 "${steady_addresses[@]}" build/tsan/understudy_tests "[$tag]" || status=1
    add_catch_sums "$log" || status=1 # no summary: it crashed, or nothing has this tag
  done
  return "$status"
}

# Catch2 ends with "All tests passed (9 assertions in 3 test cases)" or "test cases: 3 | 2 passed | 1 failed".
add_catch_sums() {
  local summary good bad
  summary=$(grep --extended-regexp '^(All tests passed|test cases:)' "$1") || return 1
  if [[ $summary == All* ]]; then
    good=$(sed --regexp-extended 's/.* in ([0-9]+) test cases?.*/\1/' <<<"$summary") bad=0
  else
    good=$(sed --quiet --regexp-extended 's/.* ([0-9]+) passed.*/\1/p' <<<"$summary")
    bad=$(sed --quiet --regexp-extended 's/.* ([0-9]+) failed.*/\1/p' <<<"$summary")
  fi
  passed=$((passed + ${good:-0})) failed=$((failed + ${bad:-0}))
}

# Twilio's own SDK for Node against the program that the first stage built. Node is used where it is, never installed.
sdk_tests() {
  local log=build/log/sdk-node.txt
  if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
    echo '   skipped: node and npm are not installed'
    skipped=$((skipped + 1))
    return 0
  fi
  if [[ tests/sdk/node/package-lock.json -nt tests/sdk/node/node_modules/.package-lock.json ]]; then
    quietly "$log" in_sdk npm ci --prefer-offline --no-audit --no-fund || return
  fi
  local status=0
  local binary=$PWD/build/release/understudy
  quietly "$log" in_sdk env UNDERSTUDY_BINARY="$binary" timeout 600 node --test --test-reporter=tap || status=1
  (($(tap_sum pass) + $(tap_sum fail) > 0)) || status=1
  passed=$((passed + $(tap_sum pass))) skipped=$((skipped + $(tap_sum skipped)))
  failed=$((failed + $(tap_sum fail) + $(tap_sum cancelled)))
  return "$status"
}

in_sdk() {
  (cd tests/sdk/node && "$@")
}

# Twilio's SDK for Python as Debian has it, and so under Debian's own interpreter.
python_sdk_tests() {
  local log=build/log/sdk-python.txt status=0
  if ! /usr/bin/python3 -c 'import twilio' 2>/dev/null; then
    echo "   skipped: Debian's python3-twilio is not installed"
    skipped=$((skipped + 1))
    return 0
  fi
  quietly "$log" env UNDERSTUDY_BINARY="$PWD/build/release/understudy" UNDERSTUDY_SOURCE="$PWD" timeout 600 \
    /usr/bin/python3 -B -m unittest discover --start-directory tests/sdk/python || status=1
  local ran bad
  ran=$(sed --quiet --regexp-extended 's/^Ran ([0-9]+) tests? in .*/\1/p' "$log")
  bad=$(grep --count --extended-regexp '^(FAIL|ERROR):' "$log" || true)
  [[ -n $ran && $ran != 0 ]] || return 1
  passed=$((passed + ran - bad)) failed=$((failed + bad))
  return "$status"
}

# tap_sum WORD: from the "# pass 4" lines at the end of `log`.
tap_sum() {
  local sum
  sum=$(sed --quiet --regexp-extended "s/^# $1 ([0-9]+)$/\1/p" "$log" | tail -n 1)
  echo "${sum:-0}"
}

# Sanitizers of this age stumble over the widest address randomisation of newer kernels; containers may forbid to turn it off.
steady_addresses=()
if setarch --addr-no-randomize true 2>/dev/null; then
  steady_addresses=(setarch --addr-no-randomize)
fi

need_packages "${build_packages[@]}"
stage 'release: g++ -O2, all tests' all_tests release
stage 'sdk: Twilio for Node, tests/sdk/node' sdk_tests
need_packages "${sdk_packages[@]}"
stage 'sdk: Twilio for Python, tests/sdk/python' python_sdk_tests
if [[ ${1:-} != quick ]]; then
  need_packages "${sanitizer_packages[@]}"
  stage 'asan: g++ -O0, AddressSanitizer and UndefinedBehaviorSanitizer, all tests' all_tests asan
  stage 'tsan: clang -O1, ThreadSanitizer, [threads] and [golden]' thread_tests
fi

verdict="$passed passed, $failed failed"
((skipped == 0)) || verdict+=", $skipped skipped"
printf '\n%s\n' "$verdict"
((failed == 0))
