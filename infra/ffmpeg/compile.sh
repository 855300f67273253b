# Sourced by build.sh: compiles what Debian has no fitting static library of, then ffmpeg.

# What is parsed is untrusted: position independent, with guarded stacks, as Debian builds its own.
HARDENING='-fPIE -fstack-protector-strong -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2'
export CC=$triplet-gcc CXX=$triplet-g++ AR=$triplet-ar RANLIB=$triplet-ranlib
# The folder has no place in the result, wherever the work is done.
export CFLAGS="$HARDENING -ffile-prefix-map=$work=." CXXFLAGS="$HARDENING -ffile-prefix-map=$work=."
export CPPFLAGS="-I$target/usr/include -I$target/usr/include/$triplet"
export LDFLAGS="-static-pie -Wl,-z,relro,-z,now -B$target/usr/lib/$triplet/ -L$target/usr/lib/$triplet -L$target/usr/lib"
export PKG_CONFIG_LIBDIR=$target/usr/lib/$triplet/pkgconfig:$target/usr/lib/pkgconfig PKG_CONFIG_SYSROOT_DIR=$target

# Debian's libdav1d-dev has no static library.
build_dav1d() {
  say 'Building dav1d …'
  log=$work/dav1d.log
  cat >"$work/machine.txt" <<EOF
[binaries]
c = '$CC'
ar = '$AR'
strip = '$triplet-strip'
pkgconfig = 'pkg-config'
[host_machine]
system = 'linux'
cpu_family = '$machine'
cpu = '$machine'
endian = 'little'
EOF
  (
    cd "$work/sources/dav1d"
    meson setup build --cross-file "$work/machine.txt" --buildtype=release --default-library=static --prefix=/usr \
      --libdir=lib -Denable_tools=false -Denable_tests=false
    ninja -C build -j "$jobs"
    DESTDIR=$target ninja -C build install
  ) >"$log" 2>&1
}

# Debian's libxml2.a would bring 30 MB of tables for encodings.
build_libxml2() {
  say 'Building libxml2 …'
  log=$work/libxml2.log
  (
    cd "$work/sources/libxml2"
    CFLAGS="-O2 $CFLAGS" ./configure --build="$(dpkg-architecture -qDEB_BUILD_GNU_TYPE)" --host="$triplet" \
      --prefix=/usr --libdir=/usr/lib --disable-shared --enable-static \
      --with-minimum --with-tree --without-lzma --without-zlib
    # Debian's patches make its generated files look old; they need not be made anew.
    local make=(make -j "$jobs" AUTOMAKE=: ACLOCAL=: AUTOCONF=: AUTOHEADER=: DESTDIR="$target")
    "${make[@]}" libxml2.la
    "${make[@]}" install-libLTLIBRARIES install-pkgconfigDATA
    "${make[@]}" -C include install
  ) >"$log" 2>&1
}

# Debian's libx264.a is not position independent on arm64.
build_x264() {
  say 'Building x264 …'
  log=$work/x264.log
  (
    cd "$work/sources/x264"
    ./configure --host="$triplet" --cross-prefix="$triplet-" --prefix=/usr --libdir=/usr/lib --enable-static --enable-pic \
      --disable-cli --disable-opencl
    make -j "$jobs"
    make install-lib-static DESTDIR="$target"
  ) >"$log" 2>&1
}

# components.txt as options of ffmpeg's configure script.
component_options() {
  local kind names name
  while read -r kind names; do
    for name in $names; do
      case $kind in
        all | library) echo "--enable-$name" ;;
        without) echo "--disable-demuxer=$name" ;;
        *) echo "--enable-$kind=$name" ;;
      esac
    done
  done < <(sed 's/^#.*//' "$recipe/components.txt")
}

build_ffmpeg() {
  local options
  mapfile -t options < <(component_options)
  say 'Building ffmpeg …'
  log=$work/ffmpeg.log
  (
    cd "$work/sources/ffmpeg"
    ./configure --arch="$machine" --target-os=linux --enable-cross-compile --cross-prefix="$triplet-" \
      --pkg-config=pkg-config --pkg-config-flags=--static \
      --extra-version="${versions[ffmpeg]##*-}" --enable-gpl --enable-static --disable-shared --enable-pic \
      --extra-libs=-lm --disable-autodetect --disable-iconv --disable-debug --disable-doc --disable-everything \
      --disable-avdevice --disable-postproc --disable-ffplay "${options[@]}" ||
      { tail -n 30 ffbuild/config.log && exit 1; }
    make -j "$jobs" ffmpeg ffprobe
  ) >"$log" 2>&1
}
