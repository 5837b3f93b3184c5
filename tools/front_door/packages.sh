# shellcheck shell=bash
# Installs what packages.txt lists and the machine lacks; and what a part that is seldom run needs besides.

# missing_packages [PACKAGE…]: prints the missing packages, those that are named included, one a line.
missing_packages() {
  local first second
  while read -r first second; do
    [[ -n $first && $first != '#'* ]] || continue
    if [[ -n $second ]]; then
      command -v "$first" >/dev/null || printf '%s\n' "$second"
    elif [[ $(dpkg-query -W -f '${db:Status-Status}' "$first" 2>/dev/null) != installed ]]; then
      printf '%s\n' "$first"
    fi
  done < <(cat "$root/tools/front_door/packages.txt" && printf '%s\n' "$@") | sort -u
}

# ensure_packages [PACKAGE…]
ensure_packages() {
  command -v dpkg-query >/dev/null ||
    fail "this is no Debian: dpkg-query is missing" "JobSwipe is built and run on Debian 12."
  local missing
  mapfile -t missing < <(missing_packages "$@")
  ((${#missing[@]} > 0)) || return 0
  local as_root=()
  if ((EUID != 0)); then
    if command -v sudo >/dev/null && { [[ -t 0 ]] || sudo -n true 2>/dev/null; }; then
      as_root=(sudo)
    else
      fail "packages are missing, and installing them needs root" "Run as root, then try again:" \
        "  apt-get update && apt-get install -y --no-install-recommends ${missing[*]}"
    fi
  fi
  # A machine that is thrown away after the run need not flush every unpacked file to its disk.
  local quick=()
  [[ -z ${CI-} ]] || quick=(-o Dpkg::Options::=--force-unsafe-io)
  say "Installing ${#missing[@]} Debian packages: ${missing[*]}"
  step "apt-get update" "${as_root[@]}" apt-get -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 update -q
  step "apt-get install" "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 \
    -o Acquire::Retries=3 "${quick[@]}" install -y -q --no-install-recommends "${missing[@]}"
}
