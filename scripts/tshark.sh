#!/usr/bin/env bash
# Prints the path of a tshark. With --install, Debian's is installed if there is none.
# VIPSEC_TSHARK=path chooses another.
set -euo pipefail

find_tshark() {
  local name path
  for name in "${VIPSEC_TSHARK:-}" tshark; do
    [ -n "$name" ] || continue
    if path=$(command -v "$name") && "$path" --version >/dev/null 2>&1; then
      echo "$path"
      return
    fi
  done
  return 1
}

find_tshark && exit
if [ "${1:-}" = --install ] && command -v apt-get >/dev/null; then
  as_root=()
  [ "$(id -u)" = 0 ] || as_root=(sudo -n)
  echo "== tshark: installing Debian's tshark" >&2
  {
    "${as_root[@]}" apt-get update -qq &&
      "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends tshark
  } </dev/null >&2 || true
  find_tshark && exit
fi
echo "No tshark was found. Install one (Debian: sudo apt-get install tshark)," >&2
echo "or say where it is: VIPSEC_TSHARK=/path/to/tshark make test-oracle" >&2
exit 1
