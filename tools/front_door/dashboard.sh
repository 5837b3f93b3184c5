# shellcheck shell=bash
# `./jobswipe dashboard`: Bull Board on the queues.

dashboard_usage() {
  cat <<'TEXT'
Usage: ./jobswipe dashboard [--redis URL] [--prefix PREFIX] [--port PORT] [--allow-changes]

Serves Bull Board on the queues processing, priority, retry, deadletter and notify, on loopback, until Ctrl-C.

  --redis URL       the Redis to look at; else JOBSWIPE_REDIS_URL, else that of the stack that is up
  --prefix PREFIX   of the queues' keys, as JOBSWIPE_REDIS_PREFIX of the server; application when left out
  --port PORT       a free one when left out
  --allow-changes   lets the board retry, promote, remove and pause; without it, it only shows
TEXT
}

command_dashboard() {
  local arguments=("$@") word named='' url=${JOBSWIPE_REDIS_URL-}
  for word in "$@"; do [[ $word != --redis && $word != --redis=* ]] || named=yes; done
  prepare
  use_pinned_node
  if [[ -z $named ]]; then
    if [[ -z $url ]]; then
      local folder
      folder=$(running_instance)
      url=$(node -p "JSON.parse(require('fs').readFileSync('$folder/state.json')).status.redis_url")
    fi
    arguments+=(--redis "$url")
  fi
  exec node "$root/tools/dashboard/main.mjs" --prefix "${JOBSWIPE_REDIS_PREFIX-application}" "${arguments[@]}"
}
