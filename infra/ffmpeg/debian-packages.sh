# Sourced by build.sh: packages of Debian, by an apt that has lists of its own. The machine's configuration (mirrors, proxies,
# keys) is read and not changed; no package of the target is installed.

# Every entry of this machine for bookworm, for sources and for binaries of the target.
write_apt_sources() {
  local suites='bookworm|bookworm-updates|bookworm-security'
  local file
  for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
    [ -f "$file" ] || continue
    # deb [option=value …] address suite components
    sed -nE "s#^deb(-src)?[[:space:]]+(\[[^]]*\][[:space:]]+)?([^[:space:]]+)[[:space:]]+($suites)[[:space:]]#\2\3 \4 #p" "$file" |
      sed -E 's/(arch|lang)[+-]?=[^] ]*//g; s/^\[ *\]//'
  done | sort -u | sed 'h; s/^/deb /p; x; s/^/deb-src /' >"$work/apt/sources/lines.list"
  for file in /etc/apt/sources.list.d/*.sources; do
    [ -f "$file" ] || continue
    # Paragraphs of "Field: value"; the fields that narrow one down to this machine's needs are left out.
    awk -v suite="[ \t\n]($suites)[ \t\n]" 'BEGIN { RS = ""; FS = "\n" }
      ($0 "\n") ~ suite {
        print "Types: deb deb-src"
        for (i = 1; i <= NF; i++) if ($i !~ /^(#|Types:|Architectures:|Languages:|Targets:)/) print $i
        print ""
      }' "$file"
  done >"$work/apt/sources/paragraphs.sources"
}

set_up_apt() {
  say "Reading Debian's lists of packages …"
  mkdir -p "$work/apt"/{sources,lists/partial,cache/archives/partial}
  : >"$work/apt/status"
  # Other publishers have packages of these names too.
  printf 'Package: *\nPin: release o=Debian, n=bookworm*\nPin-Priority: 1001\n' >"$work/apt/preferences"
  cat >"$work/apt/apt.conf" <<EOF
Dir::Etc::sourcelist "/dev/null";
Dir::Etc::sourceparts "$work/apt/sources";
Dir::Etc::preferences "$work/apt/preferences";
Dir::Etc::preferencesparts "/dev/null";
Dir::State::lists "$work/apt/lists";
Dir::State::status "$work/apt/status";
Dir::Cache "$work/apt/cache";
APT::Architecture "$debian";
APT::Architectures { "$debian"; };
APT::Sandbox::User "root";
Acquire::Languages "none";
EOF
  write_apt_sources
  # One that cannot be read need not be Debian's; what is missing is told below.
  target_apt get update -qq >&2 || true
}

target_apt() {
  local program=$1
  shift
  APT_CONFIG=$work/apt/apt.conf "apt-$program" "$@"
}

made_for() { sed -n "s/^$1 //p" "$recipe/versions.txt"; }

# The newest version that Debian has of a source, within the release that the recipe was made for (7:5.1 of 7:5.1.9-0+…).
newest_version() {
  local series newest='' version
  series=$(made_for "$1" | sed -E 's/^(([0-9]+:)?[0-9]+\.[0-9]+\.).*/\1/')
  while read -r version; do
    [[ $version == "$series"* ]] || continue
    if [ -z "$newest" ] || dpkg --compare-versions "$version" gt "$newest"; then newest=$version; fi
  done < <(target_apt cache showsrc --only-source "$1" | sed -n 's/^Version: //p')
  if [ -z "$newest" ]; then say "Debian has no source of $1 $series*." && exit 1; fi
  echo "$newest"
}

declare -A versions

# fetch_source <name>: unpacked in sources/<name>, with Debian's patches.
fetch_source() {
  versions[$1]=$(newest_version "$1")
  say "Fetching the source of $1 ${versions[$1]} …"
  if dpkg --compare-versions "${versions[$1]}" lt "$(made_for "$1")"; then
    say "The recipe needs $1 $(made_for "$1") or newer: the package lists of this machine lack it." && exit 1
  elif [ "${versions[$1]}" != "$(made_for "$1")" ]; then
    say "The recipe names $1 $(made_for "$1"), which Debian has replaced: npm run build:ffmpeg -- --update writes it anew."
  fi
  log=$work/fetch.log
  (
    cd "$work/sources"
    target_apt get source -q --download-only "$1=${versions[$1]}"
    # apt has compared it with Debian's signed lists.
    dpkg-source --no-check -x "$1"_*.dsc "$1"
  ) >"$log" 2>&1
}

# fetch_libraries <package> …: the target's static libraries, unpacked beside the build.
fetch_libraries() {
  say "Fetching $* for $architecture …"
  log=$work/fetch.log
  (cd "$work/apt" && target_apt get download -q "$@") >"$log" 2>&1
  local file
  for file in "$work"/apt/*.deb; do
    local leave_out=()
    # Of the C library only the archives: headers must come in the order that the compiler has for its own.
    if [[ $file == */libc6-dev_* ]]; then leave_out=(--exclude=./usr/include); fi
    dpkg-deb --fsys-tarfile "$file" | tar -x -C "$target" "${leave_out[@]}"
    versions[$(dpkg-deb -f "$file" Package)]=$(dpkg-deb --show --showformat='${source:Package} ${source:Version}' "$file")
  done
  # Whoever asks for a library must not find the shared one.
  find "$target" -name '*.so*' -delete
  # Some archives of the C library are scripts that name others by their place in a system.
  for file in "$target/usr/lib/$triplet"/*.a; do
    if grep -q '^GROUP' "$file"; then sed -i "s# /usr/lib/# $target/usr/lib/#g" "$file"; fi
  done
}
