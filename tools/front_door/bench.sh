# shellcheck shell=bash
# `./jobswipe bench`: measurements, each by a command of its own.

bench_usage() {
  cat <<'TEXT'
Usage: ./jobswipe bench forms [-v] [PATTERN]

  forms    applies to every form of tests/career_sites/forms with the agent's engine and a full profile, and compares what
           the employers received with what a careful person would have sent; a row per platform, and a last line
           "required right or asked N %, answered N %, wrong answers N". -v names each field that was not right,
           PATTERN chooses forms by id or platform. Exits 0 only with at least 99 % right or asked, 85 % answered, 0 wrong.
TEXT
}

bench_forms() {
  prepare
  build_cpp release --target form_runner
  JOBSWIPE_TEST_PRESET=release exec node "$root/tests/career_sites/forms/bench.mjs" "$@"
}

command_bench() {
  local what=${1-}
  (($# == 0)) || shift
  case $what in
    forms) bench_forms "$@" ;;
    "") bench_usage && fail "no benchmark table ships yet" "Correctness is shown by: ./jobswipe test" ;;
    *) bench_usage >&2 && fail "there is no benchmark \"$what\"" ;;
  esac
}
