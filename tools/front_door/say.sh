# shellcheck shell=bash
# How the front door speaks: progress on stderr, results on stdout, and every failure with what to do next.

if [[ -t 2 ]]; then
  bold=$'\e[1m' dim=$'\e[2m' red=$'\e[31m' plain=$'\e[0m'
else
  bold='' dim='' red='' plain=''
fi

say() { printf '%s%s%s\n' "$bold" "$*" "$plain" >&2; }
note() { printf '%s  %s%s\n' "$dim" "$*" "$plain" >&2; }

# fail MESSAGE WHAT_TO_DO
fail() {
  printf '%sjobswipe: %s%s\n' "$red" "$1" "$plain" >&2
  [[ $# -lt 2 ]] || printf '  %s\n' "${@:2}" >&2
  exit 1
}

# step NAME COMMAND…: runs quietly, shows how long it took; when it fails, shows the end of what it said.
step() {
  local name=$1 log began code=0
  shift
  mkdir -p "$root/var/logs"
  log=$root/var/logs/${name//[^a-zA-Z0-9]/_}.log
  began=$SECONDS
  printf '%s… ' "$name" >&2
  "$@" >"$log" 2>&1 </dev/null || code=$?
  if ((code == 0)); then
    printf '%s s\n' "$((SECONDS - began))" >&2
    return 0
  fi
  printf 'failed\n' >&2
  tail -n 40 "$log" >&2
  fail "$name failed (exit $code)" "The whole output is in ${log#"$root/"}."
}
