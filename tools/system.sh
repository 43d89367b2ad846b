#!/bin/sh
# Installs the Debian packages a target needs when it may (root, apt); otherwise prints the one line to run.
set -eu
QT="libegl1 libgl1 libxkbcommon0 libx11-6 libfontconfig1 libfreetype6 libglib2.0-0 libdbus-1-3"
XCB="libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0 libxcb-render-util0 libxcb-shape0 libxcb-xkb1 libxkbcommon-x11-0"
# Of the distribution's own PostgreSQL each release has another number.
PG=$(. /etc/os-release 2>/dev/null; case "${VERSION_CODENAME:-}" in trixie) echo postgresql-17 ;; noble) echo postgresql-16 ;; *) echo postgresql-15 ;; esac)
case "$1" in
    run) wanted="$QT $XCB" ;;
    test) wanted="$QT $XCB xvfb xauth xdotool poppler-utils strace binutils desktop-file-utils at-spi2-core dbus-daemon python3-gi gir1.2-glib-2.0 $PG" ;;
    installer) wanted="$QT $XCB binutils dpkg" ;;
    installed) wanted="$QT $XCB binutils dpkg xvfb xauth xdotool poppler-utils imagemagick mmdebstrap nsis" ;;
    bench) wanted="$QT $XCB xvfb xauth xdotool x11-xkb-utils poppler-utils libreoffice-calc sqlitebrowser" ;;  # with windows: keys are sent to it
    peers) wanted="$QT $XCB xvfb xauth xdotool poppler-utils cups cups-client printer-driver-cups-pdf libreoffice-calc-nogui libreoffice-writer-nogui fontconfig" ;;
    *) echo "system.sh: run, test, bench, peers, installer or installed" >&2; exit 2 ;;
esac
command -v dpkg-query >/dev/null 2>&1 || exit 0
missing=""
for package in $wanted; do
    state=$(dpkg-query -W -f '${Status}' "$package" 2>/dev/null || true)
    [ "$state" = "install ok installed" ] || state=$(dpkg-query -W -f '${Status}' "${package%-nogui}" 2>/dev/null || true)
    [ "$state" = "install ok installed" ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
else
    echo "Missing system libraries; run:  sudo apt-get install -y$missing" >&2
fi
