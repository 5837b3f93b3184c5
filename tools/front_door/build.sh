# shellcheck shell=bash
# Builds the C++ programs by a preset of CMakePresets.json, and the web app.

build_cpp() {
  local preset=$1
  shift
  # Paths are hashed relative to the clone, so that another clone of the same commit compiles nothing again.
  export CCACHE_BASEDIR=$root CCACHE_NOHASHDIR=1
  [[ -f $root/build/$preset/build.ninja ]] || step "configure $preset" cmake --preset "$preset" -S "$root"
  build_with_progress "$preset" "$@"
}

# ninja's own progress on a terminal; elsewhere a line per tenth, so that a log stays short.
build_with_progress() {
  local preset=$1 log began=$SECONDS code=0
  shift
  mkdir -p "$root/var/logs"
  log=$root/var/logs/build_$preset.log
  say "Building ($preset)"
  if [[ -t 2 ]]; then
    cmake --build "$root/build/$preset" "$@" 2>&1 </dev/null | tee "$log" | sed -u "s/^/${dim}  /;s/\$/$plain/" >&2 ||
      code=${PIPESTATUS[0]}
  else
    cmake --build "$root/build/$preset" "$@" 2>&1 </dev/null | tee "$log" |
      awk '/^\[[0-9]+\/[0-9]+\]/ { split(substr($1, 2), n, "[/\\]]"); tenth = int(10 * n[1] / n[2])
             if (tenth != last) { last = tenth; print "  " $1; fflush() } }' >&2 || code=${PIPESTATUS[0]}
  fi
  if ((code != 0)); then
    grep -E -A 8 'error|FAILED|undefined reference' "$log" | head -n 60 >&2 || true
    fail "the $preset build failed" "The whole output is in ${log#"$root/"}."
  fi
  note "built in $((SECONDS - began)) s"
}

# The web app is built again only when one of its files is newer than the last build.
build_web() {
  ensure_web_npm
  local stamp=$root/web/dist/.built
  if [[ -f $stamp ]] && ! find "$root/web" "$root/api" -path "$root/web/node_modules" -prune -o \
    -path "$root/web/dist" -prune -o -type f -newer "$stamp" -print -quit | grep -q .; then
    return 0
  fi
  step "build the web app" npm --prefix "$root/web" run build
  touch "$stamp"
}

command_format() {
  ensure_packages
  git -C "$root" ls-files -co --exclude-standard -z '*.cpp' '*.hpp' |
    (cd "$root" && xargs -0 -P 2 -n 40 sh -c 'for f; do [ ! -f "$f" ] || clang-format-14 -i "$f"; done' sh)
}
