# shellcheck shell=bash
# `./jobswipe bench`: measurements, each by a command of its own.

bench_usage() {
  cat <<'TEXT'
Usage: ./jobswipe bench [--rounds N] [--seconds S] [--minutes M] [--quick] [--only PART,PART] [--publish]
       ./jobswipe bench growth [--to N] [--seconds S]
       ./jobswipe bench flames [--seconds S] [--only WORK,WORK] [--to FOLDER]
       ./jobswipe bench inner [FILTER]
       ./jobswipe bench forms [-v] [--driver DRIVER] [PATTERN]
       ./jobswipe bench web

  (none)   starts a private PostgreSQL (fsync on) and Redis, fills them, and measures server, queue and agent in interleaved
           rounds; prints a row per target, each ending in `met` or `not met`. The raw results are kept as JSON.
           --rounds N      rounds whose medians count (3)
           --seconds S     of each measurement (4)
           --minutes M     begins no further round that would not end within (18)
           --quick         one round of a second each, with few sockets: to see that all of it works
           --only PARTS    swipe64 swipe1000 delivery list64 deck64 cycle64 queueAdd queueTake sync claimStart idle reconnect
                           application agentRest rebuild durability
           --publish       writes table, raw results and plots to docs/performance
           PEER_DIR=DIR    in the environment: measures the peer in DIR in the same rounds
  growth   what an operation costs while the table of applications grows from 10,000 to N (10,000,000), tenfold at a time;
           some 2 GB for each million
  flames   where the server spends its time while it works on swipe, claim, list and delivery: a flame graph of each, as SVG in
           docs/performance or FOLDER. Needs perf.
  inner    loops within the programs, by Google Benchmark: JSON, routes, RESP, frames, the state machine
  forms    applies to every form of tests/career_sites/forms with the agent's engine and a full profile, and compares what
           the employers received with what a careful person would have sent; a row per platform, and a last line
           "required right or asked N %, answered N %, wrong answers N". -v names each field that was not right,
           PATTERN chooses forms by id or platform; DRIVER is playwright or webdriver. Exits 0 only with at least 99 % right or
           asked, 85 % answered, 0 wrong.
  web      the built web app, served by jobswiped, in a real Chromium: bytes of the first load, axe on every page in both themes,
           how long presses take with a processor slowed down four times, Lighthouse on phone and desktop. Its times mean
           something only on a machine that does nothing else. Exits 0 only when every row is met.
TEXT
}

bench_table() {
  prepare
  build_cpp release --target jobswiped jobswipe-agent jobswipe-load jobswipe-queue-load
  exec node "$root/bench/bench.mjs" "$@"
}

bench_growth() {
  prepare
  build_cpp release --target jobswiped jobswipe-load
  exec node "$root/bench/growth.mjs" "$@"
}

bench_flames() {
  command -v perf >/dev/null || fail "perf is missing. Install linux-perf."
  prepare
  build_cpp release --target jobswiped jobswipe-load
  exec node "$root/bench/flame.mjs" "$@"
}

bench_inner() {
  prepare
  build_cpp release --target jobswipe-inner
  exec "$root/build/release/bin/jobswipe-inner" --benchmark_filter="${1:-.}"
}

bench_forms() {
  prepare
  build_cpp release --target form_runner
  JOBSWIPE_TEST_PRESET=release exec node "$root/tests/career_sites/forms/bench.mjs" "$@"
}

bench_web() {
  prepare
  ensure_web_npm
  build_cpp release --target jobswiped
  build_web
  exec node "$root/web/bench/bench.mjs" release
}

command_bench() {
  local what=${1-}
  case $what in
    "" | --*) bench_table "$@" ;;
    growth) shift && bench_growth "$@" ;;
    flames) shift && bench_flames "$@" ;;
    inner) shift && bench_inner "$@" ;;
    forms) shift && bench_forms "$@" ;;
    web) bench_web ;;
    *) bench_usage >&2 && fail "there is no benchmark \"$what\"" ;;
  esac
}
