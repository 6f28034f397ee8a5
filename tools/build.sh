# shellcheck shell=bash
# Configuring and building a preset, and what else the steps share. Sourced.

jobs=$(nproc)

# sources PATTERN...: the files of the repository that match, new ones too, ignored ones not.
sources() {
  local path
  git ls-files --cached --others --exclude-standard -- "$@" | sort -u | while IFS= read -r path; do
    [[ ! -e $path ]] || echo "$path" # what is deleted but not committed is still listed
  done
}

# quietly LOG COMMAND...: keeps the output in a file, and shows it only if the command fails.
quietly() {
  local log=$1
  shift
  mkdir -p "$(dirname "$log")"
  "$@" >"$log" 2>&1 </dev/null && return 0
  local status=$?
  cat "$log"
  return "$status"
}

# configure PRESET [OPTION...]
configure() {
  require_tools cmake ninja
  quietly "build/log/configure-$1.txt" cmake --preset "$@"
}

# build PRESET [TARGET]: configures only what was never configured or has older presets; ninja sees to the rest.
build() {
  local preset=$1 directory=build/$1
  if [[ ! -e $directory/build.ninja || CMakePresets.json -nt $directory/build.ninja ]]; then
    configure "$preset" || return
  fi
  local command=(cmake --build "$directory" --parallel "$jobs" --target "${2:-all}")
  if [[ -t 1 ]]; then
    "${command[@]}" # a terminal sees the progress on one line
  else
    "${command[@]}" -- --quiet | sed '/^ninja: no work to do/d' # a log holds only what went wrong
  fi
}

require_tools() {
  local tool
  for tool in "$@"; do
    command -v "$tool" >/dev/null && continue
    printf "'%s' is needed and is not installed.\n" "$tool" >&2
    exit 1
  done
}
