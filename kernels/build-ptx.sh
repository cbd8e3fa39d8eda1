#!/usr/bin/env bash
# Compiles kernels/*.cu to PTX.
#
#   build-ptx.sh           renews kernels/ptx with clang-19, the compiler whose output is committed; where nvcc is installed, compiles with it too, into
#                          artifacts/ptx-nvcc, which shows that the sources suit both and never replaces what is committed
#   build-ptx.sh --nvcc    lets nvcc's output replace kernels/ptx, for those who want it and do not commit it
#   build-ptx.sh --check   compares kernels/ptx with what clang-19 makes of the sources; 1 where they differ, and tells which
#
# The baseline is compute capability 7.0 and PTX ISA 6.3; the driver compiles that for whatever newer GPU it finds.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
clang=${CLANG:-clang-19}

with_clang() {  # DIR
  for source in *.cu; do
    # Comments around inline assembly say nothing and would be a sixth of the text.
    "$clang" -x cuda --cuda-device-only --cuda-gpu-arch=sm_70 --cuda-feature=+ptx63 -nocudainc -nocudalib -O3 -ffp-contract=fast -Wall -Werror \
      -S -o - "$source" | sed -e '/^[[:space:]]*\/\/ \(begin\|end\) inline asm$/d' > "$1/${source%.cu}.ptx"
  done
}

with_nvcc() {  # DIR
  mkdir -p "$1"
  for source in *.cu; do nvcc -ptx -arch=compute_70 -O3 -std=c++17 -o "$1/${source%.cu}.ptx" "$source"; done
}

need_clang() {
  if ! command -v "$clang" > /dev/null; then
    echo "build-ptx.sh: needs $clang (Debian and Ubuntu: apt-get install clang-19) or, with --nvcc, the CUDA toolkit" >&2
    exit 1
  fi
}

case "${1:-}" in
  --check)
    need_clang
    fresh=$(mktemp -d)
    trap 'rm -rf "$fresh"' EXIT
    with_clang "$fresh"
    if diff -rq "$fresh" ptx; then echo "kernels/ptx is current: $(ls ptx | wc -l) files"; else
      echo "kernels/ptx is not current: run ./build.sh ptx and commit what it writes" >&2
      exit 1
    fi ;;
  --nvcc)
    with_nvcc ptx ;;
  "")
    if command -v nvcc > /dev/null; then with_nvcc ../artifacts/ptx-nvcc; fi
    need_clang
    mkdir -p ptx
    rm -f ptx/*.ptx
    with_clang ptx ;;
  *)
    sed -n '2,10s/^# \{0,1\}//p' "build-ptx.sh" >&2
    exit 2 ;;
esac
