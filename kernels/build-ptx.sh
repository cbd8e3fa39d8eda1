#!/usr/bin/env bash
# Compiles kernels/*.cu to PTX.
#
#   build-ptx.sh           renews kernels/ptx with clang-19, the compiler whose output is committed; where nvcc is installed, compiles with it too, into
#                          artifacts/ptx-nvcc, which shows that the sources suit both and never replaces what is committed
#   build-ptx.sh --nvcc [DIR]
#                          lets nvcc's output replace kernels/ptx, for those who want it and do not commit it, or the PTX in DIR
#   build-ptx.sh --check   compares kernels/ptx with what clang-19 makes of the sources; 1 where they differ, and tells which
#
# The baseline is compute capability 7.0 and PTX ISA 6.3; the driver compiles that for whatever newer GPU it finds.
set -euo pipefail
target=${2:+$(realpath -m "$2")}
cd "$(dirname "${BASH_SOURCE[0]}")"
clang=${CLANG:-clang-19}

with_clang() {  # DIR
  for source in *.cu; do
    # The path of no toolkit: clang would look at an installed one, and complain of a version that it does not know, though it takes nothing from it.
    # Comments around inline assembly say nothing and would be a sixth of the text.
    "$clang" -x cuda --cuda-path=/dev/null --cuda-device-only --cuda-gpu-arch=sm_70 --cuda-feature=+ptx63 -nocudainc -nocudalib \
      -O3 -ffp-contract=fast -Wall -Werror \
      -S -o - "$source" | sed -e '/^[[:space:]]*\/\/ \(begin\|end\) inline asm$/d' > "$1/${source%.cu}.ptx"
  done
}

with_nvcc() {  # DIR
  # The baseline, or the oldest architecture above it that this nvcc knows: CUDA 13 has left compute_70 out.
  arch=$(nvcc --list-gpu-arch | awk -F_ '$2 >= 70 && !found { print; found = 1 }')
  for source in *.cu; do nvcc -ptx "-arch=$arch" -O3 -std=c++17 -Werror all-warnings -o "$1/${source%.cu}.ptx" "$source"; done
}

# Fills `fresh`, a folder that is thrown away in the end, and only when all of it is there lets it take the place of DIR's files.
renew() {  # with_clang|with_nvcc DIR
  "$1" "$fresh"
  mkdir -p "$2"
  rm -f "$2"/*.ptx
  mv "$fresh"/*.ptx "$2"
}

need_clang() {
  if ! command -v "$clang" > /dev/null; then
    echo "build-ptx.sh: needs $clang (Debian and Ubuntu: apt-get install clang-19) or, with --nvcc, the CUDA toolkit" >&2
    exit 1
  fi
}

need_nvcc() {
  if ! command -v nvcc > /dev/null; then
    echo "build-ptx.sh: --nvcc needs nvcc on PATH (the CUDA toolkit); without it, clang-19 compiles the kernels" >&2
    exit 1
  fi
}

# Beside what it replaces, so that a move is a renaming.
fresh=$(mktemp -d ./.fresh-ptx.XXXXXX)
trap 'rm -rf "$fresh"' EXIT

case "${1:-}" in
  --check)
    need_clang
    with_clang "$fresh"
    if diff -rq "$fresh" ptx; then echo "kernels/ptx is current: $(ls ptx | wc -l) files"; else
      echo "kernels/ptx is not current: run ./build.sh ptx and commit what it writes" >&2
      exit 1
    fi ;;
  --nvcc)
    need_nvcc
    renew with_nvcc "${target:-ptx}" ;;
  "")
    need_clang
    renew with_clang ptx
    if command -v nvcc > /dev/null; then renew with_nvcc ../artifacts/ptx-nvcc; fi ;;
  *)
    sed -n '2,11s/^# \{0,1\}//p' "build-ptx.sh" >&2
    exit 2 ;;
esac
