#!/usr/bin/env bash
# Programs of the system that tests need: finds each on the PATH, or installs it from Debian's package of the same name.
# Says on standard error what it did, and prints the path of each. A program that cannot be had is a failure.
#   scripts/system-packages.sh redis-server
set -euo pipefail

say() { echo "system-packages: $*" >&2; }

install() {
  command -v apt-get >/dev/null || { say "$1 is not on the PATH, and there is no apt-get to install it; install it by hand"; exit 69; }
  local as=()
  if [ "$EUID" -ne 0 ]; then
    command -v sudo >/dev/null || { say "$1 is not on the PATH, and installing it wants root; install it by hand"; exit 69; }
    as=(sudo -n)
  fi
  say "$1 is not on the PATH: installing Debian's package $1"
  "${as[@]}" apt-get -qq update >&2 &&
    "${as[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "$1" >&2 ||
    { say "apt-get could not install $1; install it by hand"; exit 69; }
}

# Tests run side by side, and apt-get does not.
if command -v flock >/dev/null; then
  exec 9>"${TMPDIR:-/tmp}/system-packages.lock"
  flock 9
fi

for program in "$@"; do
  command -v "$program" >/dev/null || install "$program"
  hash -r
  command -v "$program" || { say "Debian's package $program is installed, and there is still no $program on the PATH"; exit 69; }
done
