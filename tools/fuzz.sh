#!/usr/bin/env bash
# The fuzzers of tests/fuzz. `brief` is for `./dev check`: each target gets the same few thousand inputs every time.
# `long [TARGET] [SECONDS]` is for `./dev fuzz`: a minute for each target, or for the one that is named, and other
# inputs every time. What they learn stays in build/fuzz/corpus, what breaks a target in build/fuzz/found.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# shellcheck source=tools/packages.sh
source tools/packages.sh
# shellcheck source=tools/build.sh
source tools/build.sh

# Messages and the text of one world file fit; longer inputs only make it slow.
limits=(-max_len=4096 -rss_limit_mb=4096 -timeout=20)

# Inputs that take about a second or two: those that run whole worlds are slow.
runs_of() {
  case $1 in
    form | multipart | twiml | webhook) echo 20000 ;;
    cassette | world) echo 2000 ;;
    *) echo 500 ;;
  esac
}

brief() {
  local target fresh status=0
  for target in "${targets[@]}"; do
    fresh=$(mktemp -d)
    quietly "build/log/fuzz-$target.txt" "build/fuzz/fuzz_$target" "${limits[@]}" -seed=1 -runs="$(runs_of "$target")" \
      -artifact_prefix="build/fuzz/found/$target-" "$fresh" "tests/fuzz/corpus/$target" || status=1
    rm -rf "$fresh"
  done
  return "$status"
}

long() {
  local wanted=("${targets[@]}") seconds=${2:-60} target status=0
  if [[ -n ${1:-} ]]; then
    [[ " ${targets[*]} " == *" $1 "* ]] || {
      printf "there is no fuzzer '%s'; there are: %s\n" "$1" "${targets[*]}" >&2
      return 2
    }
    wanted=("$1")
  fi
  for target in "${wanted[@]}"; do
    printf '== %s, %d s\n' "$target" "$seconds"
    mkdir -p "build/fuzz/corpus/$target"
    "build/fuzz/fuzz_$target" "${limits[@]}" -max_total_time="$seconds" -print_final_stats=1 \
      -artifact_prefix="build/fuzz/found/$target-" "build/fuzz/corpus/$target" "tests/fuzz/corpus/$target" \
      2>"build/log/fuzz-$target.txt" || status=1
    grep --extended-regexp '^(broken:|ERROR|SUMMARY|artifact_prefix|stat::number_of_executed)|runtime error' \
      "build/log/fuzz-$target.txt" || true
  done
  return "$status"
}

need_packages "${build_packages[@]}" "${sanitizer_packages[@]}"
build fuzz fuzzers
mkdir -p build/fuzz/found build/log
mapfile -t targets < <(ls tests/fuzz/corpus)
"$@"
