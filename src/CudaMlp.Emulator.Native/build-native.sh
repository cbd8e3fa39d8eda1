#!/usr/bin/env bash
# Builds the emulated CUDA device as libcuda and libcublas with the C interface, into artifacts/emulator (or the folder given).
# Needs a C linker (gcc or clang). IlcInstructionSet=native by default; set INSTRUCTION_SET for another machine, e.g. x86-64-v3.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
target=${1:-$here/../../artifacts/emulator}
if ! command -v clang >/dev/null && ! command -v gcc >/dev/null; then
  echo "emulator-native: no C linker (clang or gcc) found; the native libraries are not built" >&2
  exit 1
fi
linker=()
command -v clang >/dev/null || linker=(-p:CppCompilerAndLinker=gcc)
case "$(uname -m)" in aarch64) rid=linux-arm64 ;; *) rid=linux-x64 ;; esac
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
dotnet publish "$here/CudaMlp.Emulator.Native.csproj" -c Release -r "$rid" -o "$work" -p:IlcInstructionSet="${INSTRUCTION_SET:-native}" "${linker[@]}" --nologo -v quiet
mkdir -p "$target"
# A new file, then a rename: a program that runs on the old one keeps it.
cp "$work/libcuda.so" "$target/.libcuda.so.1.new"
mv -f "$target/.libcuda.so.1.new" "$target/libcuda.so.1"
# One file under every name that clients open: the loader knows a file by its inode, so all names share one device.
for name in libcuda.so libcublas.so libcublas.so.10 libcublas.so.11 libcublas.so.12 libcublas.so.13; do
  ln -sfn libcuda.so.1 "$target/$name"
done
echo "built $(cd "$target" && pwd)/libcuda.so.1; run a program on it with LD_LIBRARY_PATH=$(cd "$target" && pwd)"
