# shellcheck shell=bash
# `./jobswipe test`: every part, then a table of what passed, what failed and how long it took.

test_usage() {
  cat <<'TEXT'
Usage: ./jobswipe test [PART…]

Without a PART: checks, unit, simulate, model, web, sites, forms, system, faults, e2e. Each builds what it needs.

  checks     rules of the code: who may include whom, co_await, SQL, formatting, shell scripts; seconds
  unit       C++ tests on a private PostgreSQL and Redis (ctest)
  simulate   a hundred thousand simulated worlds with faults; one of them step by step: ./jobswipe test simulate --seed N
  model      the Promela model of lease, epoch and submit intent, proven by spin
  interop    of the unit tests, those that speak with the BullMQ package
  web        the web app: types, tests, build; then in a real Chromium against the real server
  sites      the demo employers' own tests
  forms      the scripts that read and fill forms, and a part of the form corpus, in a real Chromium
  system     the server from outside, over HTTP, with real processes
  e2e        browser, server, agent and employers together, with crashes
  asan tsan  the unit tests under AddressSanitizer and UBSan, or ThreadSanitizer
  coverage   the unit tests with line coverage; the report is build/coverage/report.txt
  tidy       clang-tidy on files changed since the last commit; "tidy all" on all of them
  faults     every part and connection failing: scenarios, lost replies, races, and half a minute at random.
             Longer at random: ./jobswipe test faults --minutes N --seed S

The last line is "N passed, N failed".
TEXT
}

declare -A part_seconds=() part_passed=() part_failed=() part_skipped=()

# Sums the one number per matching line that a sed program prints.
sum_of() { sed -nE "$1" "$2" | awk '{ n += $1 } END { print n + 0 }'; }

# run_part NAME FUNCTION: runs it with its output on the terminal and in a log, and counts its tests there.
run_part() {
  local name=$1 log began=$SECONDS code=0
  log=$root/var/logs/test_$1.log
  mkdir -p "$root/var/logs"
  say "── $name"
  # Not in an `||` list: bash would ignore `set -e` within the part.
  set +e
  (set -euo pipefail; "part_$name") 2>&1 </dev/null | tee "$log"
  code=${PIPESTATUS[0]}
  set -e
  local text=$log.text
  sed 's/\x1b\[[0-9;]*m//g' "$log" >"$text"
  # The closing lines of GoogleTest (behind ctest's number), node:test, Vitest and tools/checks.
  local passed failed skipped
  passed=$(sum_of 's/^([0-9]+: )?\[  PASSED  \] ([0-9]+) tests?\..*/\2/p; s/^(ℹ|#) pass ([0-9]+)$/\2/p
    s/^ *Tests .*\b([0-9]+) passed.*/\1/p; s/^checks: ([0-9]+) passed.*/\1/p' "$text")
  failed=$(sum_of 's/^([0-9]+: )?\[  FAILED  \] ([0-9]+) tests?, .*/\2/p; s/^(ℹ|#) fail ([0-9]+)$/\2/p
    s/^ *Tests .*\b([0-9]+) failed.*/\1/p; s/^checks: .* ([0-9]+) failed$/\1/p' "$text")
  skipped=$(sum_of 's/^([0-9]+: )?\[  SKIPPED \] ([0-9]+) tests?, .*/\2/p; s/^(ℹ|#) skipped ([0-9]+)$/\2/p' "$text")
  rm "$text"
  ((code == 0 || failed > 0)) || failed=1
  part_seconds[$name]=$((SECONDS - began)) part_passed[$name]=$passed part_failed[$name]=$failed part_skipped[$name]=$skipped
  ((code == 0)) || say "$name failed; its output is in ${log#"$root/"}"
}

part_checks() { bash "$root/tools/checks/run.sh"; }

# ctest runs one program per folder of the code; -V shows each test, so that they can be counted.
ctest_in() {
  local preset=$1
  shift
  node "$root/tools/stack/with_services.mjs" ctest --test-dir "$root/build/$preset" --timeout 600 -V "$@"
}

part_unit() {
  build_cpp dev
  ctest_in dev -j2
}

# A run that breaks nothing counts as one test.
part_simulate() {
  build_cpp dev --target simulate
  "$root/build/dev/bin/simulate" --seeds 100000
  printf 'checks: 1 passed, 0 failed\n'
}

part_model() { node_tests "$root"/model/*.test.mjs; }

part_interop() {
  build_cpp dev
  ctest_in dev -R 'queue'
}

sanitized() {
  build_cpp "$1"
  # A lock-order or leak report is a failure, with the place in its text.
  export ASAN_OPTIONS=detect_leaks=1:abort_on_error=0 UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1
  export TSAN_OPTIONS="halt_on_error=0 second_deadlock_stack=1 suppressions=$root/tools/front_door/tsan.supp"
  ctest_in "$1"
}
part_asan() { sanitized asan; }
part_tsan() { sanitized tsan; }

part_coverage() {
  ensure_packages gcovr
  build_cpp coverage
  find "$root/build/coverage" -name '*.gcda' -delete
  ctest_in coverage -j2
  gcovr --root "$root" --object-directory "$root/build/coverage" --exclude '.*_test\.cpp' --exclude 'build/' \
    --gcov-ignore-parse-errors -j 2 --sort-percentage -o "$root/build/coverage/report.txt"
  tail -n 3 "$root/build/coverage/report.txt"
}

part_web() {
  ensure_web_npm
  npm --prefix "$root/web" test
  build_web
  build_cpp dev
  node_tests --test-timeout=300000 "$root"/web/e2e/*.test.mjs
}

# A file that does not end even when its time is up (node:test waits for its hooks) is killed with the whole part.
node_tests() { timeout --kill-after=60 "${JOBSWIPE_TEST_PART_MINUTES:-20}m" node --test --test-reporter=spec --test-concurrency=1 "$@"; }

part_sites() {
  local tests=()
  mapfile -t tests < <(find "$root/tests/career_sites" -path "$root/tests/career_sites/forms" -prune -o -name '*.test.*js' -print | sort)
  node_tests "${tests[@]}"
}

part_forms() {
  [[ -n ${JOBSWIPE_TEST_PRESET-} ]] || build_cpp dev --target form_runner jobswipe-agent
  node_tests --test-timeout=400000 "$root"/agent/form/*.test.mjs "$root"/tests/career_sites/forms/*.test.mjs "$root"/tests/models/*.test.mjs
}

part_system() {
  build_cpp dev
  node_tests --test-timeout=300000 "$root"/tests/system/*.test.mjs
}

# Each file has a stack of its own; two at a time fill two cores.
part_faults() {
  build_cpp dev
  node_tests --test-concurrency=2 --test-timeout=300000 "$root"/tests/faults/*.test.mjs
}

part_e2e() {
  build_cpp dev
  build_web
  node_tests --test-timeout=600000 "$root"/tests/e2e/*.test.mjs
}

part_tidy() {
  ensure_packages clang-tidy-19
  build_cpp dev
  local files=()
  if [[ -n ${tidy_all-} ]]; then
    mapfile -t files < <(git -C "$root" ls-files '*.cpp')
  else
    mapfile -t files < <(git -C "$root" diff --name-only --diff-filter=d HEAD~1 -- '*.cpp')
  fi
  ((${#files[@]} > 0)) || { printf 'no C++ file has changed\n' && return 0; }
  cd "$root"
  printf '%s\n' "${files[@]}" | xargs -P 2 -n 1 clang-tidy-19 --quiet -p build/dev
}

# The closing line of tests/faults is the command's last line, so it stands apart from the table.
command_faults() {
  prepare
  build_cpp dev
  exec node "$root/tests/faults/run.mjs" "$@"
}

# One world, told to the end; its exit code says whether all invariants held.
command_simulate() {
  prepare
  build_cpp dev --target simulate
  exec "$root/build/dev/bin/simulate" "$@"
}

command_test() {
  local parts=() part
  if [[ ${1-} == simulate && ${2-} == --* ]]; then
    shift
    command_simulate "$@"
    return
  fi
  if [[ ${1-} == faults && ${2-} == --* ]]; then
    shift
    command_faults "$@"
    return
  fi
  for part in "$@"; do
    case $part in
      checks | unit | simulate | model | interop | web | sites | forms | system | faults | e2e | asan | tsan | coverage | tidy) parts+=("$part") ;;
      all) tidy_all=yes ;;
      *) test_usage >&2 && fail "there is no test part \"$part\"" ;;
    esac
  done
  ((${#parts[@]} > 0)) || parts=(checks unit simulate model web sites forms system faults e2e)
  local began=$SECONDS
  forget_finished_tests
  prepare
  for part in "${parts[@]}"; do run_part "$part"; done
  test_table "$((SECONDS - began))" "${parts[@]}"
}

# Removes the logs of earlier tests, but not of those that run now: a folder is named test-PID-….
forget_finished_tests() {
  local folder pid
  for folder in "$root"/var/test-*/; do
    [[ -d $folder ]] || continue
    pid=${folder#"$root"/var/test-} pid=${pid%%-*}
    [[ -d /proc/$pid ]] || rm -rf "$folder"
  done
}

test_table() {
  local total=$1 passed=0 failed=0 skipped=0 part
  shift
  printf '\n%-10s %8s %8s %8s %8s\n' part passed failed skipped seconds
  for part in "$@"; do
    printf '%-10s %8d %8d %8d %8d\n' "$part" "${part_passed[$part]}" "${part_failed[$part]}" "${part_skipped[$part]}" \
      "${part_seconds[$part]}"
    passed=$((passed + part_passed[$part])) failed=$((failed + part_failed[$part])) skipped=$((skipped + part_skipped[$part]))
  done
  printf '%-10s %8d %8d %8d %8d\n\n' all "$passed" "$failed" "$skipped" "$total"
  printf '%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
  ((failed == 0 && passed > 0))
}
