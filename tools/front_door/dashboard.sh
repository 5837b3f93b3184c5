# shellcheck shell=bash
# `./jobswipe dashboard`: Bull Board on the queues, and the system's own figures.

dashboard_usage() {
  cat <<'TEXT'
Usage: ./jobswipe dashboard [--redis URL] [--server URL] [--prefix PREFIX] [--port PORT] [--allow-changes]

Serves Bull Board on the queues processing, priority, retry, deadletter and notify, and at /system the
figures of the server (requests, their times, what is up), on loopback, until Ctrl-C.

  --redis URL       the Redis to look at; else JOBSWIPE_REDIS_URL, else that of the stack that is up
  --server URL      the server whose figures are shown; else JOBSWIPE_SERVER_URL, else that of the stack that is up
  --prefix PREFIX   of the queues' keys, as JOBSWIPE_REDIS_PREFIX of the server; application when left out
  --port PORT       a free one when left out
  --allow-changes   lets the board retry, promote, remove and pause; without it, it only shows
TEXT
}

command_dashboard() {
  local arguments=("$@") word redis='' server='' status='null'
  for word in "$@"; do
    case $word in
      --redis | --redis=*) redis=named ;;
      --server | --server=*) server=named ;;
    esac
  done
  prepare
  use_pinned_node
  if [[ -z $redis && -z ${JOBSWIPE_REDIS_URL-} ]]; then
    local folder
    folder=$(running_instance)
    status=$(node -p "JSON.stringify(JSON.parse(require('fs').readFileSync('$folder/state.json')).status)")
  fi
  [[ -n $redis ]] || arguments+=(--redis "${JOBSWIPE_REDIS_URL-$(node -p "($status).redis_url")}")
  [[ -n $server || -z ${JOBSWIPE_SERVER_URL-} ]] || arguments+=(--server "$JOBSWIPE_SERVER_URL") server=named
  [[ -n $server || $status == null ]] || arguments+=(--server "$(node -p "($status).web_url")")
  exec node "$root/tools/dashboard/main.mjs" --prefix "${JOBSWIPE_REDIS_PREFIX-application}" "${arguments[@]}"
}
