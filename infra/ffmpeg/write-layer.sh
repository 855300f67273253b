# Sourced by build.sh: the programs without symbols, with their licences, and all of it as the layer's archive.

write_licences() {
  local name
  cp /usr/share/common-licenses/{GPL-2,LGPL-2.1} .
  for name in "${SOURCES[@]}"; do cp "$work/sources/$name/debian/copyright" "$name.copyright"; done
  for name in "${LIBRARIES[@]}"; do cp "$target/usr/share/doc/$name/copyright" "$name.copyright"; done
  cp /usr/share/doc/libstdc++6/copyright gcc.copyright
  cat >README.txt <<EOF
bin/ffmpeg and bin/ffprobe are FFmpeg, built with x264 and therefore under the GNU General Public License, version 2 or
later (GPL-2). What else is in them, and under which licence, is in the files *.copyright.

They were built from these sources of Debian 12 (bookworm), with no other changes than Debian's:

$(for name in "${SOURCES[@]}"; do echo "  $name ${versions[$name]}"; done)

and with static libraries of Debian that were built from these:

$(for name in "${LIBRARIES[@]}"; do echo "  ${versions[$name]}"; done | sort -u)
  what GCC adds to a program: $("$CC" --version | head -n 1)

To get one: apt-get source <name>=<version> on Debian 12, or https://snapshot.debian.org, which keeps all versions.

FFmpeg was configured with:

  $(sed -n 's/^#define FFMPEG_CONFIGURATION "\(.*\)"$/\1/p' "$work/sources/ffmpeg/config.h")
EOF
}

write_layer() {
  local layer=$work/layer name
  mkdir -p "$layer/bin" "$layer/LICENSES"
  for name in ffmpeg ffprobe; do
    "$triplet-strip" --strip-all -o "$layer/bin/$name" "$work/sources/ffmpeg/$name"
    chmod 755 "$layer/bin/$name"
  done
  (cd "$layer/LICENSES" && write_licences)
  find "$layer" -exec touch -d "@$SOURCE_DATE_EPOCH" {} +
  (cd "$layer" && find bin LICENSES -type f | sort | zip -q -X -9 -@ "$work/layer.zip")

  cp -p "$layer"/bin/* "$work/layer.zip" "$result/"
  cp -rp "$layer/LICENSES" "$result/"
  say "Built ffmpeg ${versions[ffmpeg]} for $architecture."
}
