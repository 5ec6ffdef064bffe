#!/usr/bin/env bash
# Makes `cargo build --target wasm32-unknown-unknown` work with the toolchain in use.
#
#   1. it works already                  nothing is done (0.2 s)
#   2. `rustup target add`               the normal way
#   3. no rustup, or no way to its server
#                                        the target's standard library is compiled once from the source of the very
#                                        same release and put where rustup would put it. The source comes from
#                                        $NETHOST_RUST_SRC, the component rust-src, or Debian's package rust-src.
#
# May be run again at any time. Needs no root, but the toolchain's folder must be writable.
set -euo pipefail

target=wasm32-unknown-unknown
# Seconds that rustup may take. It downloads some 20 MB; a server that is not there should not cost more than this.
rustup_timeout=${NETHOST_RUSTUP_TIMEOUT:-120}

release=$(rustc -vV | sed -n 's/^release: //p')
commit=$(rustc -vV | sed -n 's/^commit-hash: //p')
sysroot=$(rustc --print sysroot)
installed=$sysroot/lib/rustlib/$target
scratch=$(mktemp -d)
trap 'rm -rf "$scratch" "$installed.new.$$"' EXIT

say() { printf 'wasm-target: %s\n' "$*" >&2; }

# Compiles and links a library that uses std: proves that the rlibs are there, fit the compiler, and have a linker.
works() {
  cat >"$scratch/probe.rs" <<'RUST'
#[unsafe(no_mangle)]
pub extern "C" fn probe(n: u32) -> usize {
    (0..n).map(|i| i.to_string()).collect::<Vec<_>>().concat().len()
}
RUST
  rustc --edition 2024 --crate-type cdylib --target $target -o "$scratch/probe.wasm" "$scratch/probe.rs" \
    >"$scratch/probe.log" 2>&1
}

from_rustup() {
  command -v rustup >/dev/null || { echo 'there is no rustup' >"$scratch/rustup.log"; return 1; }
  say "asking rustup for $target"
  RUSTUP_MAX_RETRIES=${RUSTUP_MAX_RETRIES:-0} timeout "$rustup_timeout" \
    rustup target add $target >"$scratch/rustup.log" 2>&1 || {
    [ $? != 124 ] || echo "error: no answer within $rustup_timeout s" >"$scratch/rustup.log"
    return 1
  }
  works || { echo "error: it has one that does not fit" >"$scratch/rustup.log"; return 1; }
}

is_library() { [ -f "$1/std/Cargo.toml" ] && [ -f "$1/core/Cargo.toml" ]; }

# The mirror that this machine's own apt sources name: whatever serves its release serves the other suites too.
debian_mirror() {
  apt-get indextargets --format '$(LABEL)|$(REPO_URI)' 'Created-By: Packages' 2>/dev/null |
    sed -n 's/^Debian|//p' | sort -u | head -1
}

# Fetches Debian's rust-src of this release into the scratch folder and sets $library.
# Nothing in /etc/apt or /var/lib/apt is changed, and nothing is installed.
from_debian() {
  command -v apt-get >/dev/null || return 1
  local mirror version suite apt=$scratch/apt
  mirror=$(debian_mirror)
  [ -n "$mirror" ] || { apt-get update -qq >/dev/null 2>&1 || true; mirror=$(debian_mirror); }
  [ -n "$mirror" ] || return 1
  mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial" "$apt/source"
  local options=(-qq -o Dir::Etc::SourceList="$apt/sources.list" -o Dir::Etc::SourceParts=-
    -o Dir::State::Lists="$apt/lists" -o Dir::Cache="$apt/cache"
    -o APT::Sandbox::User="$(id -un)" -o Acquire::Languages=none)
  for suite in ${NETHOST_DEBIAN_SUITES:-trixie-backports trixie forky sid}; do
    say "looking for rust-src $release in Debian $suite"
    echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $suite main" >"$apt/sources.list"
    timeout 300 apt-get "${options[@]}" update >"$apt/log" 2>&1 || continue
    version=$(apt-cache "${options[@]}" madison rust-src 2>/dev/null | awk '{ print $3 }' |
      grep -m1 -E "^${release//./\\.}[+~-]" || true)
    [ -n "$version" ] || continue
    say "downloading rust-src $version"
    (cd "$apt" && timeout 600 apt-get "${options[@]}" download "rust-src=$version" >>log 2>&1) || continue
    dpkg-deb --fsys-tarfile "$apt"/rust-src_*.deb | tar x -C "$apt/source" --wildcards './usr/src/*/library/*'
    library=$(echo "$apt"/source/usr/src/*/library)
    is_library "$library" && return 0
  done
  return 1
}

# Compiles std from $library the way the compiler's own build does.
build_std() {
  local work=$scratch/std
  mkdir -p "$work"
  cp -r "$library" "$work/library" # away from the configuration of the project around us
  say "building std $release for $target from source, once (about half a minute)"
  (
    unset CARGO_ENCODED_RUSTFLAGS CARGO_BUILD_RUSTFLAGS CARGO_BUILD_TARGET CARGO_BUILD_TARGET_DIR RUSTC_WRAPPER
    # std's own sources need unstable features; this is the switch that the release itself is built with.
    export RUSTC_BOOTSTRAP=1 CARGO_PROFILE_DIST_DEBUG=0
    export RUSTFLAGS='-Zforce-unstable-if-unmarked -Cembed-bitcode=yes'
    cd "$work/library"
    cargo build --quiet --manifest-path std/Cargo.toml --lib --profile dist --target $target \
      --features 'panic-unwind compiler-builtins-mem' --target-dir "$work/target"
  ) >"$scratch/build.log" 2>&1 || { cat "$scratch/build.log" >&2; say "std $release did not build"; exit 1; }
  mkdir -p "$installed.new.$$/lib"
  cp "$work/target/$target"/dist/deps/*.rlib "$installed.new.$$/lib/"
  echo "$release $commit" >"$installed.new.$$/.built-from-source"
  rm -rf "$installed"
  mv "$installed.new.$$" "$installed"
}

if works; then exit 0; fi
say "this toolchain ($release) cannot build for $target yet"

# One that an earlier run built for another compiler stands in rustup's way.
if [ -f "$installed/.built-from-source" ]; then rm -rf "$installed"; fi

if from_rustup; then
  say "$target installed by rustup"
  exit 0
fi
say "rustup cannot provide it: $(grep -m1 -E '^error' "$scratch/rustup.log" || tail -1 "$scratch/rustup.log")"

if ! [ -w "$sysroot/lib/rustlib" ]; then
  say "$sysroot/lib/rustlib is not writable; run this as its owner, or install $target by hand"
  exit 1
fi
library=
for folder in "${NETHOST_RUST_SRC:-}" "$sysroot/lib/rustlib/src/rust/library"; do
  if [ -n "$folder" ] && is_library "$folder"; then library=$folder; break; fi
done
if [ -z "$library" ] && ! from_debian; then
  say "no source of std $release found; point NETHOST_RUST_SRC at its folder 'library', or install $target by hand"
  exit 1
fi
build_std
works || { cat "$scratch/probe.log" >&2; say "std was built, but a probe does not link"; exit 1; }
say "$target built from source into $installed"
