# shellcheck shell=bash
# npm packages by their lockfiles. Debian's Node only fetches them; afterwards node_modules/.bin/node, pinned, is used.

# Runs `npm ci` in a folder when its lockfile is not the one that was installed last.
ensure_npm_in() {
  local folder=$1 stamp now
  stamp=$folder/node_modules/.installed
  now=$(sha256sum <"$folder/package-lock.json")
  [[ ! -f $stamp || $(<"$stamp") != "$now" ]] || return 0
  step "npm ci in ${2}" npm --prefix "$folder" ci --no-audit --no-fund --loglevel=error
  printf '%s' "$now" >"$stamp"
}

ensure_npm() {
  ensure_npm_in "$root" "the root"
  export PATH="$root/node_modules/.bin:$PATH"
  local major
  major=$(node -p 'process.versions.node.split(".")[0]') ||
    fail "node_modules/.bin/node does not run" "Remove node_modules and try again: rm -rf node_modules && ./jobswipe build"
  ((major >= 24)) || fail "Node 24 is needed, found $major" "Remove node_modules and try again."
}

ensure_web_npm() { ensure_npm_in "$root/web" "web"; }
