# shellcheck shell=bash
# The commands that start, show and stop a stack: demo, up, down, status, logs, import.

help_for() {
  case $1 in
    demo) cat <<'TEXT'
Usage: ./jobswipe demo [--once N] [--port PORT] [--fresh]

Builds JobSwipe, starts a private PostgreSQL and Redis, the server, three demo employers and a headless desktop agent,
prints the web address and a login, and runs until Ctrl-C, which stops everything. Its data is kept in var/demo.

  --once N     swipe right on N jobs through the public API, wait until all have ended, compare with what the employers
               received, and stop; exits 0 only when all N arrived exactly once
  --port PORT  of the web address; else the one of the last time, or a free one
  --fresh      forget the data of earlier demos first
TEXT
      ;;
    up) printf '%s\n' "Usage: ./jobswipe up [--port PORT]" "" \
      "Builds the dev preset and starts PostgreSQL, Redis, the server and the demo employers in the background." \
      "Their data is kept in var/dev. Stop them with ./jobswipe down." ;;
    down) printf '%s\n' "Usage: ./jobswipe down" "" "Stops what ./jobswipe up or demo started, and waits until it has ended." ;;
    status) printf '%s\n' "Usage: ./jobswipe status [--json]" "" \
      "Shows what runs. --json prints {\"web_url\",\"database_url\",\"redis_url\",\"career_sites\":[],\"pids\":{}}; all null or" \
      "empty, with exit code 1, when nothing does." ;;
    logs) printf '%s\n' "Usage: ./jobswipe logs [PART] [-f]" "" \
      "Prints the logs of the stack that is up: all parts, or one of postgres redis server sites supervisor or an agent." \
      "-f goes on with what is added." ;;
    import) printf '%s\n' "Usage: ./jobswipe import FEED" "" \
      "Imports postings into the stack that is up. FEED is greenhouse:BOARD, lever:SITE, ashby:BOARD, recruitee:COMPANY," \
      "the address or file of any such feed, or a page with schema.org JobPosting." ;;
    build) printf '%s\n' "Usage: ./jobswipe build [PRESET]" "" \
      "Builds the C++ programs by a preset of CMakePresets.json (release) into build/PRESET/bin, and the web app." ;;
    format) printf '%s\n' "Usage: ./jobswipe format" "" "Formats all C++ files with clang-format-14 and .clang-format." ;;
    *) usage ;;
  esac
}

# Takes the lock of an instance on descriptor 9, which the process keeps for its life; false when somebody holds it.
lock_instance() {
  mkdir -p "$root/var/$1"
  chmod 755 "$root/var" "$root/var/$1"
  exec 9>"$root/var/$1/lock"
  flock -n 9
}

needs_number() {
  [[ ${2-} =~ ^[1-9][0-9]*$ ]] || fail "$1 needs a whole number from 1, not \"${2-}\""
}

command_demo() {
  local instance=demo once='' fresh='' arguments=()
  while (($#)); do
    case $1 in
      --once) needs_number "$1" "${2-}" && once=$2 && shift 2 ;;
      --once=*) needs_number --once "${1#*=}" && once=${1#*=} && shift ;;
      --port) needs_number "$1" "${2-}" && arguments+=(--port "$2") && shift 2 ;;
      --fresh) fresh=yes && shift ;;
      *) fail "demo does not know \"$1\"" "See: ./jobswipe demo --help" ;;
    esac
  done
  prepare
  if [[ -n $once ]]; then
    forget_finished_runs
    instance=once-$$
    arguments+=(--once "$once")
  fi
  if ! lock_instance "$instance"; then
    say "The demo is already up."
    node "$root/tools/stack/status.mjs" status --instance "$instance" || true
    local account=$root/var/$instance/account.json
    [[ ! -f $account ]] || note "its login: $(<"$account")"
    note "Stop it with Ctrl-C in its terminal, or with: ./jobswipe down"
    return 0
  fi
  build_cpp release --target jobswiped jobswipe-agent
  build_web
  [[ -z $fresh ]] || find "$root/var/$instance" -mindepth 1 ! -name lock -delete
  exec node "$root/tools/demo/demo.mjs" --instance "$instance" "${arguments[@]}"
}

# Removes what earlier `demo --once` runs left, unless they still run.
forget_finished_runs() {
  local folder
  for folder in "$root"/var/once-*/; do
    [[ -d $folder ]] || continue
    if flock -n "$folder/lock" true 2>/dev/null; then rm -rf "$folder"; fi
  done
}

command_up() {
  local arguments=()
  while (($#)); do
    case $1 in
      --port) needs_number "$1" "${2-}" && arguments+=(--port "$2") && shift 2 ;;
      *) fail "up does not know \"$1\"" "See: ./jobswipe up --help" ;;
    esac
  done
  prepare
  if ! lock_instance dev; then
    say "The development stack is already up."
    node "$root/tools/stack/status.mjs" status --instance dev || note "It is just starting."
    return 0
  fi
  build_cpp dev
  build_web
  node "$root/tools/stack/up.mjs" --instance dev "${arguments[@]}"
}

use_pinned_node() {
  [[ -x $root/node_modules/.bin/node ]] || fail "nothing is built yet" "Run: ./jobswipe build"
  export PATH="$root/node_modules/.bin:$PATH"
}

command_down() {
  use_pinned_node
  exec node "$root/tools/stack/status.mjs" down
}

command_status() {
  use_pinned_node
  exec node "$root/tools/stack/status.mjs" status "$@"
}

# The folder of the first instance that runs.
running_instance() {
  local folder
  for folder in "$root/var/dev" "$root/var/demo" "$root"/var/once-*; do
    [[ -f $folder/state.json ]] && printf '%s' "$folder" && return 0
  done
  fail "nothing is up" "Start it with: ./jobswipe up   or   ./jobswipe demo"
}

command_logs() {
  local part='*' follow=() folder
  while (($#)); do
    case $1 in
      -f | --follow) follow=(-f) && shift ;;
      -*) fail "logs does not know \"$1\"" "See: ./jobswipe logs --help" ;;
      *) part=$1 && shift ;;
    esac
  done
  folder=$(running_instance)
  local files=()
  mapfile -t files < <(find "$folder/logs" -name "$part.log" | sort)
  ((${#files[@]} > 0)) || fail "there is no log \"$part\"" "There are: $(cd "$folder/logs" && ls -m)"
  exec tail -n 200 "${follow[@]}" "${files[@]}"
}

command_import() {
  (($# == 1)) || fail "import needs one FEED" "See: ./jobswipe import --help"
  use_pinned_node
  local folder preset=dev
  folder=$(running_instance)
  [[ $folder == "$root/var/dev" ]] || preset=release
  JOBSWIPE_DATABASE_URL=$(node -p "JSON.parse(require('fs').readFileSync('$folder/state.json')).status.database_url")
  JOBSWIPE_REDIS_URL=$(node -p "JSON.parse(require('fs').readFileSync('$folder/state.json')).status.redis_url")
  export JOBSWIPE_DATABASE_URL JOBSWIPE_REDIS_URL JOBSWIPE_MASTER_KEY_FILE="$folder/master.key"
  exec "$root/build/$preset/bin/jobswiped" import "$1"
}
