#!/usr/bin/env bash
# Builds, trains, tests, measures. Needs the .NET 10 SDK and nothing else; `ptx` wants nvcc or clang-19, `emulator-native` a C linker.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

usage() {
  cat <<'TEXT'
./build.sh                     build everything
./build.sh train [ARGS]        build, then `cudamlp train ARGS` (without ARGS: MNIST with the defaults)
./build.sh run ARGS            build, then `cudamlp ARGS` (evaluate, predict, diagnose …)
./build.sh test [ARGS]         run all tests; ARGS go to `dotnet test`
./build.sh bench [FILTER]      run the benchmarks whose name matches FILTER (all by default)
./build.sh ptx [--check]       compile kernels/*.cu to kernels/ptx; with --check compare only; --nvcc DIR: with nvcc, to DIR
./build.sh format [--check]    format the sources; with --check compare only
./build.sh emulator-native     build libcuda.so.1 and libcublas.so.12 of the emulated device into artifacts/emulator
./build.sh toolkit             unpack NVIDIA's compilers into artifacts/cuda-toolkit, for the tests that hold our work against them (Debian)
./build.sh publish [DIR]       a ready-compiled command in DIR (artifacts/cudamlp)
TEXT
}

# What the build says goes to the errors: the output is the command's alone.
build_command() { dotnet build src/CudaMlp.Cli -c Release -v quiet >&2; }
command=src/CudaMlp.Cli/bin/Release/net10.0/cudamlp

verb=${1:-build}
[ $# -gt 0 ] && shift
case "$verb" in
  build) dotnet build CudaMlp.sln -c Release -v quiet "$@" ;;
  train) build_command; exec "$command" train "$@" ;;
  run) build_command; exec "$command" "$@" ;;
  test)
    # One test project after the other: some measure time or memory. The last line adds up what each of them reports.
    dotnet build CudaMlp.sln -c Release -v quiet
    log=$(mktemp)
    trap 'rm -f "$log"' EXIT
    status=0
    dotnet test CudaMlp.sln -c Release --no-build -m:1 "$@" 2>&1 | tee "$log" || status=$?
    awk '/Failed: +[0-9]+, Passed: +[0-9]+, Skipped: +[0-9]+/ {
           for (i = 1; i < NF; i++) { if ($i == "Failed:") f += $(i + 1); if ($i == "Passed:") p += $(i + 1); if ($i == "Skipped:") s += $(i + 1) } }
         END { printf "%d passed, %d failed, %d skipped\n", p, f, s }' "$log"
    exit "$status" ;;
  bench) dotnet run -c Release --project benchmarks/CudaMlp.Benchmarks -- --filter "*${1:-}*" "${@:2}" ;;
  ptx) exec kernels/build-ptx.sh "$@" ;;
  format)
    if [ "${1:-}" = --check ]; then exec dotnet format CudaMlp.sln --verify-no-changes; fi
    exec dotnet format CudaMlp.sln ;;
  emulator-native) exec src/CudaMlp.Emulator.Native/build-native.sh "$@" ;;
  toolkit) exec tests/cuda-toolkit.sh ;;
  publish) dotnet publish src/CudaMlp.Cli -c Release -v quiet -p:PublishReadyToRun=true --use-current-runtime --self-contained false -o "${1:-artifacts/cudamlp}" ;;
  help | -h | --help) usage ;;
  *) echo "build.sh: '$verb' is none of its verbs" >&2; usage >&2; exit 2 ;;
esac
