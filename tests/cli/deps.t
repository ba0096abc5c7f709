#!/bin/sh
# tests/deps.sh installs only what is missing, only after a yes, and says what it does.
. "$(dirname "$0")/lib.sh"
unset CI YES

# A machine in a folder: what dpkg-query knows, who runs, what apt-get was asked.
mkdir fake
cat >fake/dpkg-query <<'SH'
#!/bin/sh
for p in $(cat "$MACHINE/has"); do printf 'installed:%s ' "$p"; done
SH
cat >fake/id <<'SH'
#!/bin/sh
cat "$MACHINE/uid"
SH
cat >fake/apt-get <<'SH'
#!/bin/sh
echo "$*" >>"$MACHINE/asked"
case "$*" in *" -s install "*) exit "$(cat "$MACHINE/lists")" ;; esac
SH
cat >fake/sudo <<'SH'
#!/bin/sh
echo sudo >>"$MACHINE/asked"
exec "$@"
SH
chmod +x fake/*
MACHINE=$PWD
export MACHINE
all='gcc libc6-dev make pkg-config libsqlite3-dev libcurl4-openssl-dev libcmark-gfm-dev
	libcmark-gfm-extensions-dev libyaml-dev libjansson-dev libgumbo-dev libarchive-dev libxml2-dev
	poppler-utils libutf8proc-dev libstemmer-dev libssl-dev libmicrohttpd-dev libedit-dev'

# machine UID LISTS PACKAGE...: LISTS is 0 when apt-get knows the packages without an update
machine()
{
	echo "$1" >uid
	echo "$2" >lists
	rm -f asked
	shift 2
	echo "$@" >has
}
deps()
{
	env PATH="$PWD/fake:$PATH" "$@"
}

machine 1000 0 $all
ok 'nothing is missing' deps sh "$ROOT/tests/deps.sh" build
is '... nothing is said' "$(cat "$OUT" "$ERR")" ''
ok '... nothing is asked of apt-get' test ! -e asked

machine 1000 0 gcc make
exits 'a user without a terminal gets no installation' 1 deps sh "$ROOT/tests/deps.sh" build
like '... but the exact line' "$(cat "$OUT")" 'apt-get install --no-install-recommends libc6-dev pkg-config libsqlite3-dev'
unlike '... of what is missing alone' "$(cat "$OUT")" ' (gcc|make|libcmocka-dev)( |$)'
ok '... and apt-get is not run' test ! -e asked

machine 1000 0 gcc make
ok 'YES=1 is a yes' deps env YES=1 sh "$ROOT/tests/deps.sh" build
like '... with sudo' "$(cat asked)" '^sudo'
like '... it installs' "$(cat asked)" '^-q -y .* install --no-install-recommends libc6-dev pkg-config'

machine 1000 0 $all
ok 'CI=true is a yes' deps env CI=true sh "$ROOT/tests/deps.sh" build check
like '... the sets are joined' "$(cat asked)" 'install --no-install-recommends libcmocka-dev clang clang-format'

machine 0 0 gcc make
ok 'root is a yes' deps sh "$ROOT/tests/deps.sh" build
unlike '... without sudo' "$(cat asked)" '^sudo'
unlike '... without an update, as the lists do' "$(cat asked)" 'update'

machine 0 100 gcc make
ok 'where the lists are stale' deps sh "$ROOT/tests/deps.sh" build
like '... they are fetched' "$(cat asked)" 'update$'

mkdir few && ln -s "$(command -v sh)" "$(command -v env)" few
exits 'another system' 1 env PATH="$PWD/few" sh "$ROOT/tests/deps.sh" build
like '... gets the names' "$(cat "$ERR")" 'libsqlite3-dev .*libedit-dev'
exits 'an unknown set' 2 deps sh "$ROOT/tests/deps.sh" nonsense
done_testing
