#!/usr/bin/env bash
# Outlives its parent by a few seconds. The parent writes "+PID" for each process group that it starts, "-PID" when one
# has ended, and "bye" when it has stopped all of them itself. If the pipe ends without a "bye", the parent was killed:
# what still runs gets SIGTERM, and SIGKILL after ten seconds. (The kernel has told the children too, by PDEATHSIG; this
# is for grandchildren and for those that do not listen.)
set -u
trap '' INT TERM HUP
declare -A alive=()
while read -r line; do
  case $line in
    +*) alive[${line#+}]=1 ;;
    -*) unset "alive[${line#-}]" ;;
    bye) exit 0 ;;
  esac
done

any_left() {
  local group left=1
  for group in "${!alive[@]}"; do
    if kill -0 -- "-$group" 2>/dev/null; then left=0; else unset "alive[$group]"; fi
  done
  return $left
}

for ((tick = 0; tick < 100; tick++)); do
  any_left || exit 0
  if ((tick == 20)); then
    for group in "${!alive[@]}"; do kill -TERM -- "-$group" 2>/dev/null; done
  fi
  sleep 0.1
done
for group in "${!alive[@]}"; do kill -KILL -- "-$group" 2>/dev/null; done
exit 0
