#!/usr/bin/env bash
# Prints the path of a Chromium or Chrome. With --install, Debian's is installed if there is none.
# VIPSEC_BROWSER=path chooses another.
set -euo pipefail

find_browser() {
  local name path
  for name in "${VIPSEC_BROWSER:-}" chromium google-chrome-stable google-chrome chromium-browser; do
    [ -n "$name" ] || continue
    if path=$(command -v "$name") && "$path" --version >/dev/null 2>&1; then
      echo "$path"
      return
    fi
  done
  return 1
}

find_browser && exit
if [ "${1:-}" = --install ] && command -v apt-get >/dev/null; then
  as_root=()
  [ "$(id -u)" = 0 ] || as_root=(sudo -n)
  echo "== browser: installing Debian's chromium" >&2
  {
    "${as_root[@]}" apt-get update -qq &&
      DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq --no-install-recommends chromium
  } </dev/null >&2 || true
  find_browser && exit
fi
echo "No Chromium or Chrome was found. Install one (Debian: sudo apt-get install chromium)," >&2
echo "or say where it is: VIPSEC_BROWSER=/path/to/chrome make test" >&2
exit 1
