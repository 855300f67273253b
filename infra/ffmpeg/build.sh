#!/bin/bash
#
# build.sh <arm64|x86_64> <folder>: builds ffmpeg and ffprobe for AWS Lambda and Fargate, as two static programs that need
# nothing of the system they run on, from the sources that Debian bookworm maintains. Runs there, as root. Leaves ffmpeg,
# ffprobe, LICENSES/ and layer.zip in the folder. The same packages of Debian give the same bytes.
#
# build.sh --versions: prints the newest versions of the sources, as versions.txt has them.

set -euo pipefail
export LC_ALL=C TZ=UTC DEBIAN_FRONTEND=noninteractive
umask 022

say() { echo "$*" >&2; }

recipe=$(cd "$(dirname "$0")" && pwd)
native=$(dpkg --print-architecture)
jobs=${JOBS:-$(nproc)}
SOURCES=(ffmpeg dav1d libxml2 x264)
# libbz2-1.0 has the licence of libbz2-dev.
LIBRARIES=(libc6-dev libzimg-dev libsnappy-dev zlib1g-dev libbz2-dev libbz2-1.0 liblzma-dev)

architecture=${1:-}
case $architecture in
  arm64) debian=arm64 machine=aarch64 ;;
  x86_64) debian=amd64 machine=x86_64 ;;
  --versions) debian=$native machine=$(uname -m) ;;
  *) say 'Say what to build: arm64 or x86_64, and the folder where it goes.' && exit 2 ;;
esac
triplet=$machine-linux-gnu
if [ "$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)" != bookworm ] || [ "$(id -u)" != 0 ]; then
  say 'This recipe runs on Debian 12 (bookworm) as root.' && exit 2
fi

work=$(mktemp -d)
target=$work/target
log=/dev/null
mkdir -p "$work/sources" "$target"
clean_up() {
  local code=$?
  [ "$code" = 0 ] || tail -n 40 "$log" >&2
  rm -rf "$work"
}
trap clean_up EXIT

. "$recipe/debian-packages.sh"
. "$recipe/compile.sh"
. "$recipe/write-layer.sh"

# The compilers, on this machine. Assembler by hand is most of the speed, so nasm must not be missing.
install_tools() {
  local tools=(build-essential dpkg-dev meson nasm ninja-build pkg-config zip)
  [ "$native" = "$debian" ] || tools+=("crossbuild-essential-$debian")
  if dpkg -s "${tools[@]}" >/dev/null 2>&1; then return; fi
  say "Installing ${tools[*]} …"
  local apt_get=(apt-get -qq -o DPkg::Lock::Timeout=300)
  local install=("${apt_get[@]}" install -y --no-install-recommends "${tools[@]}")
  "${install[@]}" >&2 || { "${apt_get[@]}" update >&2 && "${install[@]}" >&2; }
}

if [ "$architecture" = --versions ]; then
  set_up_apt
  for name in "${SOURCES[@]}"; do
    version=$(newest_version "$name")
    echo "$name $version"
  done
  exit
fi

mkdir -p "${2:?the folder where the build goes}"
result=$(cd "$2" && pwd)
install_tools
set_up_apt
for name in "${SOURCES[@]}"; do fetch_source "$name"; done
fetch_libraries "${LIBRARIES[@]}"
SOURCE_DATE_EPOCH=$(dpkg-parsechangelog -l "$work/sources/ffmpeg/debian/changelog" -S Timestamp)
export SOURCE_DATE_EPOCH
build_dav1d
build_libxml2
build_x264
build_ffmpeg
write_layer
