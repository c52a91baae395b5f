# What every script here needs to find the tools; to be sourced, by people too:
#
#     . scripts/env.sh && cmake --preset debug
#
# It sets variables and runs nothing that takes time. scripts/setup makes the folder.

PLIMSOLL_TOOLCHAIN="${XDG_CACHE_HOME:-$HOME/.cache}/plimsoll/toolchain-1"
export PLIMSOLL_TOOLCHAIN

# The folder of an emcc that is new enough, or nothing. Its version stands in a file;
# asking emcc itself would start Python.
plimsoll_emscripten() {
  local emcc root version
  emcc=$(command -v emcc) || return 1
  root=$(dirname "$(readlink -f "$emcc")")
  version=$(tr -d '"\n' 2>/dev/null < "$root/emscripten-version.txt") || return 1
  [ "$(printf '%s\n' 3.1.69 "$version" | sort -V | head -n 1)" = 3.1.69 ] || return 1
  printf '%s' "$root"
}

if ! PLIMSOLL_EMSCRIPTEN=$(plimsoll_emscripten); then
  PLIMSOLL_EMSCRIPTEN="$PLIMSOLL_TOOLCHAIN/emscripten/usr/share/emscripten"
  export PATH="$PLIMSOLL_EMSCRIPTEN:$PATH"
fi
export PLIMSOLL_EMSCRIPTEN

if [ "$PLIMSOLL_EMSCRIPTEN" = "$PLIMSOLL_TOOLCHAIN/emscripten/usr/share/emscripten" ]; then
  # Ours: a newer Debian's packages, unpacked beside the machine's own. What they take
  # to be in /usr/bin is elsewhere.
  export EM_BINARYEN_ROOT="$PLIMSOLL_TOOLCHAIN/emscripten/binaryen"
  EM_NODE_JS=$(command -v node) && export EM_NODE_JS
fi

if [ -z "${Catch2_DIR:-}" ] && [ -d "$PLIMSOLL_TOOLCHAIN/catch2" ]; then
  export Catch2_DIR="$PLIMSOLL_TOOLCHAIN/catch2/usr/lib/cmake/Catch2"
fi

if [ -z "${PLIMSOLL_CHROMIUM:-}" ]; then
  PLIMSOLL_CHROMIUM=$(command -v chromium || command -v google-chrome || true)
  export PLIMSOLL_CHROMIUM
fi
