#!/bin/sh
# deps.sh - finds and installs the Debian packages that kb's build and tests need.
#
#	deps.sh SET...          SET: build, check or fuzz; installs what is missing, after a yes
#	deps.sh --line SET...   only prints one line that says how to install what is missing
#
# Root, CI=true and YES=1 are a yes; otherwise the person is asked, on a terminal. Nothing is
# downloaded when nothing is missing. On a system without dpkg the names are printed, status 1.
set -u

build='gcc libc6-dev make pkg-config libsqlite3-dev libcurl4-openssl-dev libcmark-gfm-dev
	libcmark-gfm-extensions-dev libyaml-dev libjansson-dev libgumbo-dev libarchive-dev
	libxml2-dev poppler-utils libutf8proc-dev libstemmer-dev libssl-dev libmicrohttpd-dev
	libedit-dev'
check='libcmocka-dev clang clang-format perl libxml2-utils'
fuzz='clang libclang-rt-dev'

only_line=
[ "${1-}" = --line ] && only_line=1 && shift
wanted=
for set in "$@"; do
	case $set in
	build) wanted="$wanted $build" ;;
	check) wanted="$wanted $check" ;;
	fuzz) wanted="$wanted $fuzz" ;;
	*) echo "deps.sh: no set of packages is called $set" >&2; exit 2 ;;
	esac
done
wanted=$(echo $wanted)

if ! command -v dpkg-query >/dev/null 2>&1; then
	names="kb needs these packages (Debian names): $wanted"
	[ "$only_line" ] && echo "$names" && exit 0
	printf '%s\n%s\n' "$names" 'This system has no dpkg: install their like, then run make.' >&2
	exit 1
fi

have=" $(dpkg-query -W -f='${db:Status-Status}:${Package} ' $wanted 2>/dev/null)"
missing=
for p in $wanted; do
	case $have in *" installed:$p "*) ;; *) missing="$missing $p" ;; esac
done
line="apt-get install --no-install-recommends$missing"

if [ "$only_line" ] && ! [ "$missing" ]; then
	echo 'a library is not found though the packages are installed: is pkg-config in order?'
	exit 0
fi
if [ "$only_line" ]; then
	echo "libraries are missing; run: $line   (make demo and make check do it for you)"
	exit 0
fi
[ "$missing" ] || exit 0

printf 'kb needs packages that are not installed:\n\n  %s\n\n' "$line"
sudo=
[ "$(id -u)" = 0 ] || sudo=sudo
if [ "$sudo" ] && [ "${CI-}" != true ] && [ "${YES-}" != 1 ]; then
	if ! [ -t 0 ]; then
		echo 'Run that line as root, or make again with YES=1.' >&2
		exit 1
	fi
	printf 'Run it now with sudo? [y/N] '
	read -r answer
	case $answer in [yY]*) ;; *) exit 1 ;; esac
fi
if [ "$sudo" ] && ! command -v sudo >/dev/null 2>&1; then
	echo 'There is no sudo here: run that line as root.' >&2
	exit 1
fi

apt()
{
	$sudo env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o Dpkg::Use-Pty=0 "$@"
}
# The package lists are fetched only when the ones at hand do not do.
apt -s install --no-install-recommends $missing >/dev/null 2>&1 || apt update || exit 1
apt install --no-install-recommends $missing ||
	{ apt update && apt install --no-install-recommends $missing; } ||
	{ echo "apt-get failed; when that is mended, run make again." >&2; exit 1; }
