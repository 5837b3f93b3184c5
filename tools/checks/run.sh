#!/usr/bin/env bash
# All rules of the code, and the rules' own tests. Prints what to mend, and a closing line that ./jobswipe test counts.
set -uo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." || exit
passed=0 failed=0

# check NAME COMMAND…
check() {
  local name=$1 output
  shift
  if output=$("$@" 2>&1); then
    printf '✔ %s\n' "$name"
    passed=$((passed + 1))
  else
    printf '%s\n✖ %s\n' "$output" "$name"
    failed=$((failed + 1))
  fi
}

formatting() {
  local files=() wrong
  mapfile -t files < <(git ls-files -co --exclude-standard '*.cpp' '*.hpp' | while read -r f; do [[ ! -f $f ]] || echo "$f"; done)
  wrong=$(printf '%s\0' "${files[@]}" | xargs -0 -P 2 -n 40 clang-format-14 --dry-run 2>&1 |
    sed -nE 's/^([^ :]+\.[ch]pp):[0-9]+:[0-9]+: (warning|error).*/\1/p' | sort -u)
  [[ -n $wrong ]] || return 0
  sed 's/$/: not as clang-format has it. Run: .\/jobswipe format/' <<<"$wrong"
  return 1
}

rules_output=$(node tools/checks/run.mjs)
printf '%s\n' "$rules_output" | sed '$d'
read -r passed failed < <(printf '%s\n' "$rules_output" | sed -nE 's/^rules: ([0-9]+) passed, ([0-9]+) failed$/\1 \2/p')

check "the rules catch what they should" node --test tools/checks/*.test.mjs
check "formatting" formatting
check "shell scripts" shellcheck -x jobswipe .ci/run tools/stack/lifeline.sh tools/checks/run.sh
printf 'checks: %d passed, %d failed\n' "$passed" "$failed"
((failed == 0))
