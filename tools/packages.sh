# shellcheck shell=bash
# Which Debian 12 packages each step wants, and how the missing ones get installed. Sourced.

# catch2, librapidcheck-dev and python3 are here because configuring looks for them.
# shellcheck disable=SC2034 # the lists are for whoever sources this
build_packages=(g++ cmake ninja-build pkg-config libcpp-httplib-dev nlohmann-json3-dev libyaml-cpp-dev
  libexpected-dev libsimdjson-dev libfmt-dev libcli11-dev libssl-dev libgoogle-perftools-dev libphonenumber-dev
  libsqlitecpp-dev libspdlog-dev prometheus-cpp-dev libhowardhinnant-date-dev tzdata catch2 librapidcheck-dev python3)
# shellcheck disable=SC2034
sanitizer_packages=(clang libclang-rt-dev) # libclang-rt-dev has ThreadSanitizer's run time
# shellcheck disable=SC2034
sdk_packages=(python3-twilio)
# shellcheck disable=SC2034
check_packages=(git clang-format clang-tidy shellcheck python3)
# shellcheck disable=SC2034
bench_packages=(nginx-light wrk python3)

# need_packages PACKAGE...: installs those that are missing; asks dpkg only, so a second time is free.
need_packages() {
  [[ -z ${UNDERSTUDY_NO_INSTALL:-} ]] || return 0
  if ! command -v apt-get >/dev/null; then
    say_once_what_is_needed "$@"
    return 0
  fi
  local missing
  mapfile -t missing < <(missing_packages "$@")
  ((${#missing[@]} == 0)) || install_packages "${missing[@]}"
}

missing_packages() {
  local installed
  # dpkg-query fails when it has never heard of a package; what it knows it prints all the same
  installed=$(dpkg-query --show --showformat='${Package} ${db:Status-Status}\n' "$@" 2>/dev/null || true)
  local package
  for package in "$@"; do
    grep --quiet --line-regexp --fixed-strings "$package installed" <<<"$installed" || echo "$package"
  done
}

install_packages() {
  local as_root=() log
  if ((EUID != 0)); then
    if ! command -v sudo >/dev/null; then
      printf 'Some Debian packages are missing, and there is no sudo. As root, run\n\n  apt-get install %s\n\n' "$*" >&2
      exit 1
    fi
    as_root=(sudo)
  fi
  echo "Installing $*"
  log=$(mktemp)
  # update may fail for a foreign source that is not needed here, so only the installation decides
  if ! {
    "${as_root[@]}" apt-get update || true
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends \
      -o DPkg::Lock::Timeout=300 "$@"
  } >"$log" 2>&1 </dev/null; then
    cat "$log" >&2
    rm -f "$log"
    printf '\nThe packages could not be installed. By hand it would be\n\n  apt-get install %s\n\n' "$*" >&2
    exit 1
  fi
  rm -f "$log"
}

# Where there is no apt-get nothing is installed, but the build may well work.
say_once_what_is_needed() {
  [[ -z ${UNDERSTUDY_TOLD:-} ]] || return 0
  export UNDERSTUDY_TOLD=1
  printf 'Not a Debian system, so nothing is installed. Needed, by their Debian names:\n  %s\n' "$*" >&2
}
