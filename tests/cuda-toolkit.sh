#!/usr/bin/env bash
# Unpacks NVIDIA's compilers and headers (CUDA 12.4, as Debian's non-free archive has them) into artifacts/cuda-toolkit, for the tests that hold our PTX, our
# constants and the emulated device against them. Nothing is installed: put artifacts/cuda-toolkit/bin on the path, or take the folder away again.
# The toolkit is NVIDIA's, under NVIDIA's licence: see artifacts/cuda-toolkit/usr/share/doc/nvidia-cuda-toolkit/copyright. No part of the project needs it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
to=$PWD/artifacts/cuda-toolkit
if [ -x "$to/bin/nvcc" ]; then
  echo "$to/bin/nvcc is there"
  exit
fi
command -v apt-get > /dev/null || { echo "cuda-toolkit.sh: needs Debian's or Ubuntu's apt-get; elsewhere install NVIDIA's CUDA toolkit" >&2; exit 1; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/lists/partial" "$work/cache/archives/partial" "$work/root" "$(dirname "$to")"
# The machine's own mirror of Debian, with lists of its own, so that nothing of the machine's set-up changes.
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep -m1 '/debian/$') \
  || { echo "cuda-toolkit.sh: apt knows no mirror of Debian" >&2; exit 1; }
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror trixie non-free" > "$work/sources.list"
apt() {
  apt-get -qq -o Dir::Etc::SourceList="$work/sources.list" -o Dir::Etc::SourceParts=- -o Dir::State::Lists="$work/lists" -o Dir::Cache="$work/cache" \
    -o APT::Sandbox::User=root "$@"
}
apt update
(cd "$work" && apt download nvidia-cuda-toolkit nvidia-cuda-dev libcudart12 libnvrtc12)
# Of 3 GB only what compiles and starts programs.
for package in "$work"/*.deb; do
  dpkg-deb --fsys-tarfile "$package" | tar -x -C "$work/root" --wildcards --no-anchored --exclude='libnvrtc*_static.a' usr/bin usr/include usr/share/doc 'nvidia-cuda-toolkit/bin' \
    'nvidia-cuda-toolkit/libdevice' 'libcudart*' 'libcudadevrt*' 'libnvrtc*' 'stubs/libcuda.so' 2> "$work/tar.log" || true
done

# nvcc finds its parts by the profile beside it, which names the folders of an installation.
profile=$work/root/usr/lib/nvidia-cuda-toolkit/bin/nvcc.profile
rm -f "$profile"
cat > "$profile" <<TEXT
NVVMIR_LIBRARY_DIR = $to/usr/lib/nvidia-cuda-toolkit/libdevice
PATH += $to/usr/lib/nvidia-cuda-toolkit/bin:$to/usr/bin:
INCLUDES += "-I$to/usr/include" \$(_SPACE_)
LIBRARIES =+ \$(_SPACE_) "-L$to/usr/lib/x86_64-linux-gnu/stubs" "-L$to/usr/lib/x86_64-linux-gnu"
TEXT
mkdir "$work/root/bin"
# By its own path: nvcc looks for the profile beside the name it was called by. What it links finds the toolkit's libcudart.so.
cat > "$work/root/bin/nvcc" <<TEXT
#!/bin/sh
exec "$to/usr/lib/nvidia-cuda-toolkit/bin/nvcc" -Xlinker "-rpath=$to/usr/lib/x86_64-linux-gnu" "\$@"
TEXT
chmod +x "$work/root/bin/nvcc"
for tool in ptxas fatbinary cuobjdump nvdisasm nvlink cu++filt; do ln -s "../usr/bin/$tool" "$work/root/bin/$tool"; done
rm -rf "$to"
mv "$work/root" "$to"
echo "$to/bin/nvcc: $("$to/bin/nvcc" --version | sed -n 's/.*release \([^,]*\),.*/CUDA \1/p')"
