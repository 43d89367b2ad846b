#!/bin/sh
# Installs the .deb into a bare Debian root that has no network and no Python, works with it as a clerk does, upgrades it
# over an older version, removes it, and says line by line what it saw: installed.sh PYTHON (root; after `make installer`).
# Pictures and papers stay in build/installed. The first fault ends it.
set -eu
[ "$(id -u)" = 0 ] || { echo "root is needed, for a root folder of its own" >&2; exit 1; }
# mounts of its own: whatever ends this script, none of them is left for something else to walk into
[ -n "${MOUNTS_OF_ITS_OWN:-}" ] || exec env MOUNTS_OF_ITS_OWN=1 unshare --mount sh "$0" "$@"
python=$1
here=$(cd "$(dirname "$0")/.." && pwd)
out=$here/build/installed
root=$out/root
home=/home/clerk
say() { printf '  %s\n' "$*"; }
fail() { printf 'FAILED: %s\n' "$*" >&2; exit 1; }
sh "$here/tools/system.sh" installed
deb=$(ls -t "$here"/dist/minqing_*.deb 2>/dev/null | head -1)
tar=$(ls -t "$here"/dist/minqing-*-linux-*.tar.xz 2>/dev/null | head -1)
[ -n "$deb" ] && [ -n "$tar" ] || fail "nothing in dist: make installer"

clean_up() {
    code=$?
    [ $code = 0 ] || echo "ended with $code; what was seen lies in $out" >&2
    [ -z "${screen:-}" ] || kill "$screen" 2>/dev/null || true
    for place in tmp proc; do umount -l "$root/$place" 2>/dev/null || true; done
}
trap clean_up EXIT
clean_up
rm -rf --one-file-system "$out"
mkdir -p "$out"

# ---- the bare root ----
depends=$(dpkg-deb -f "$deb" Depends | sed 's/([^)]*)//g; s/|[^,]*//g; s/ //g')
sources=/etc/apt/sources.list.d/debian.sources
[ -f "$sources" ] || sources=/etc/apt/sources.list
kept=$here/build/bare-$(printf %s "$depends" | md5sum | cut -c1-8).tar
desktop=shared-mime-info,desktop-file-utils,libglib2.0-bin
if [ ! -f "$kept" ]; then
    rm -f "$here"/build/bare-*.tar
    mmdebstrap --quiet --format=tar --variant=minbase --include="$depends,$desktop" "$(. /etc/os-release && echo "$VERSION_CODENAME")" "$kept.part" "$sources"
    mv "$kept.part" "$kept"
fi
mkdir "$root"
tar -xf "$kept" -C "$root"
mount -t proc proc "$root/proc"
mount --bind /tmp "$root/tmp"
chroot "$root" useradd -m clerk
echo "A bare root: $(. "$root/etc/os-release" && echo "$PRETTY_NAME"), $(chroot "$root" dpkg-query -W | wc -l) packages, $(du -sm "$root" --exclude=tmp --exclude=proc | cut -f1) MB"
chroot "$root" sh -c 'command -v python3 || command -v python' >/dev/null && fail "there is a Python in the root"
say "no Python in it; only what the .deb depends on and what a desktop opens files with"
say "depends: $(dpkg-deb -f "$deb" Depends)"
as_root() { unshare --net chroot "$root" "$@"; }
clerk() {
    unshare --net chroot --userspec=clerk:clerk "$root" env -i HOME=$home LANG=C.UTF-8 PATH=/usr/local/bin:/usr/bin:/bin \
        DISPLAY="${DISPLAY:-}" QT_QPA_PLATFORM="$platform" sh -c 'cd; exec "$@"' sh "$@"
}
sealed() { clerk env MINQING_PASSPHRASE=lajiao-2014-shu "$@"; }
platform=offscreen
everything() { (cd "$root" && find . -xdev \( -path ./proc -o -path ./tmp -o -path ./home -o -path ./var -o -path ./srv \) -prune -o -print | sort); }
sums() { (cd "$root$home" && find "$@" -type f -exec sha256sum {} + | sort -k2); }
answer() { "$python" -c "import json,sys; print(json.load(sys.stdin)$1)"; }

# ---- an older version, with files of every older schema ----
everything >"$out/before.txt"
older=$out/older
dpkg-deb -R "$deb" "$older"
sed -i 's/^Version: .*/Version: 0.0.1/' "$older/DEBIAN/control"
echo old >"$older/opt/minqing/_internal/only-in-the-older-version.txt"
dpkg-deb --root-owner-group -Zgzip -z1 --build "$older" "$root/srv/older.deb" >/dev/null
rm -r "$older"
as_root dpkg -i /srv/older.deb >/dev/null
echo "The older version is installed: $(as_root dpkg-query -W minqing)"
say "it is this .deb under a lower number with one more file: no version was ever handed out before"
mkdir "$root$home/old"
cp "$here"/tests/fixtures/schema_*.minqing "$root$home/old/"
chroot "$root" chown -R clerk:clerk $home
sums old >"$out/old.sha256"
cp "$deb" "$root/srv/new.deb"
as_root dpkg -i /srv/new.deb >/dev/null
echo "Upgraded: $(as_root dpkg-query -W minqing)"
[ ! -e "$root/opt/minqing/_internal/only-in-the-older-version.txt" ] || fail "a file of the older version is left"
say "the file that only the older version had is gone"
as_root dpkg --verify minqing >"$out/verify.txt" && [ ! -s "$out/verify.txt" ] || fail "dpkg --verify: $(head -3 "$out/verify.txt")"
say "dpkg --verify: every file as it was packed"
sums old | cmp -s - "$out/old.sha256" || fail "installing touched a ledger"
say "no ledger was touched by it"
newest=$(ls "$here"/tests/fixtures/schema_*.minqing | tail -1)
for path in "$root$home"/old/schema_*.minqing; do
    name=$(basename "$path")
    rows=$("$python" "$here/tools/rows_of.py" "$path")
    listed=$(clerk minqing --file "old/$name" --json list rectifications | answer "['total']")
    clerk minqing --file "old/$name" --json verify >"$out/verify.json" || true
    found=$("$python" -c "import json,sys; print(*[x['name'] for x in json.load(sys.stdin)['checks'] if not x['ok']])" <"$out/verify.json")
    case "$name:$found" in # columns that the steps up to schema 4 filled in for old rows are in no history
        *:) found="verified against its history" ;;
        schema_0001*:records\ operators | schema_0002*:records\ operators | schema_0003*:operators) found="its history whole" ;;
        *) fail "$name does not verify: $(cat "$out/verify.json")" ;;
    esac
    now=$("$python" "$here/tools/rows_of.py" "$path")
    [ "$now" -ge "$rows" ] || fail "$name had $rows records and has $now"
    backup=${name%.minqing}.升级前.minqing
    if [ "$name" = "$(basename "$newest")" ]; then
        backup=
    else
        [ "$("$python" "$here/tools/rows_of.py" "$root$home/old/$backup")" = "$rows" ] || fail "the backup of $name is not whole"
    fi
    say "$name: $listed rectification items listed, its $rows records kept, $found${backup:+; kept as it was in $backup}"
done

# ---- a day's work by commands, without a screen ----
echo "Used without a screen, as the user clerk:"
clerk minqing demo --out demo >"$out/demo.txt"
say "demo: $(find "$root$home/demo" -name '*.pdf' | wc -l) papers, $(find "$root$home/demo" -name '*.png' | wc -l) pictures of pages"
paper=$(ls "$root$home"/demo/*整改台账.pdf)
pdftotext -layout "$paper" - | tr -d ' ' | grep -q 整改 || fail "the printed ledger has no title"
pdffonts "$paper" | awk 'NR > 2 && $(NF-4) != "yes" {exit 1}' || fail "a face is not embedded"
say "$(basename "$paper"): $(pdfinfo "$paper" | awk '/^Pages/ {print $2}') pages, every face embedded"
sealed minqing --file mine.minqing new --office 清河镇 >/dev/null
head -c 15 "$root$home/mine.minqing" | grep -q SQLite && fail "the new ledger is not encrypted"
say "new: an encrypted ledger"
sealed minqing --file mine.minqing --json add 意见建议 --set 原始意见=桥头路面坑洼 >"$out/add.json"
say "add: $(answer "['number']" <"$out/add.json")"
{ echo 登记日期,问题描述; for n in $(seq 1 600); do echo "2014-03-09,第${n}盏路灯不亮"; done; } >"$root$home/lamps.csv"
sealed minqing --file mine.minqing --json import 整改台账 lamps.csv >"$out/import.json" || fail "import: $(cat "$out/import.json")"
[ "$(answer "['added']" <"$out/import.json")" = 600 ] || fail "import: $(cat "$out/import.json")"
say "import: 600 lines of a .csv, read in a process of its own"
sealed minqing --file mine.minqing --json export 整改台账 lamps.xlsx >/dev/null
clerk minqing --file second.minqing new --office 清河镇 --plain >/dev/null
clerk minqing --file second.minqing --json import 整改台账 lamps.xlsx >"$out/import.json" || fail "import: $(cat "$out/import.json")"
[ "$(answer "['added']" <"$out/import.json")" = 600 ] || fail "import: $(cat "$out/import.json")"
say "export and import: 600 records out as .xlsx and in again"
clerk minqing --file second.minqing --json print 整改台账 lamps.pdf >/dev/null
pdftotext -layout "$root$home/lamps.pdf" - | tr -d ' \n' | grep -q 第600盏路灯不亮 || fail "the long ledger lost its end"
say "print: $(pdfinfo "$root$home/lamps.pdf" | awk '/^Pages/ {print $2}') pages, drawn in a process of its own"
clerk minqing --file second.minqing --json backup second.mqbak >/dev/null
say "backup: $(du -k "$root$home/second.mqbak" | cut -f1) KB"

# A port nobody listens on: to be told that nobody answers takes the packed server client, which a file never asks for.
clerk minqing --file postgresql://nobody@127.0.0.1:1/x list 整改台账 2>"$out/said.txt" && fail "a server that is not there was opened"
grep -q 连不上服务器 "$out/said.txt" || fail "the server client: $(cat "$out/said.txt")"
say "a county's server that does not answer: $(head -1 "$out/said.txt")"

# ---- a report of a fault ----
tar -xf "$tar" -C "$root$home"
portable=$(basename "$root$home"/minqing-*)
chroot "$root" chown -R clerk:clerk "$home/$portable"
[ "$(clerk "./$portable/minqing" --file second.minqing --json list 整改台账 --limit 1 | answer "['total']")" = 600 ] || fail "the portable folder does not work"
echo "The portable tar, unpacked in the home folder: lists the same 600 records"
rm -r "$root$home/$portable/_internal/resources/presets"
clerk "./$portable/minqing" --file third.minqing new --office 清河镇 --plain --campaign mass_line_2013 2>"$out/said.txt" && fail "a spoilt program made a ledger"
log=$root$home/.local/state/minqing/log/minqing.log
grep -q ' app/ledgers/presets.py:' "$log" || fail "the log does not name the place: $(cat "$log")"
grep -qE "$here|/root|site-packages" "$log" && fail "the log names the machine that built"
say "with a part of it taken away it says: $(head -1 "$out/said.txt")"
say "and logs: $(tail -1 "$log" | cut -d' ' -f3-)"

# ---- the window ----
export DISPLAY=:77
platform=xcb
Xvfb $DISPLAY -screen 0 1366x768x24 -ac -nolisten tcp >/dev/null 2>&1 &
screen=$!
until xdotool getdisplaygeometry >/dev/null 2>&1; do kill -0 $screen || fail "no X server"; sleep 0.2; done
shown() { # TITLE: waits until a window whose title has the words is in sight
    tries=0
    until xdotool search --onlyvisible --name "$1" >/dev/null 2>&1; do
        tries=$((tries + 1))
        [ $tries -lt 300 ] || { import -window root "$out/failed.png"; fail "no window '$1' (see $out/failed.png)"; }
        sleep 0.2
    done
}
picture() { # NAME: takes a picture of the screen when it no longer changes
    last=none
    while now=$(import -window root png:- | sha256sum); [ "$now" != "$last" ]; do last=$now; sleep 1.5; done
    import -window root "$out/$1.png"
}
gone() { for _ in $(seq 100); do pgrep -f '^/usr/bin/minqing|^/opt/minqing/minqing' >/dev/null || return 0; sleep 0.2; done; fail "the program did not end"; }
echo "In the window, 1366×768:"
entry() { sed -n 's/^Exec=//p' "$root/usr/share/applications/minqing.desktop" | sed "s| %f| ${1:-}|"; }
rm -rf "$root$home/.config/minqing"
clerk $(entry) 2>/dev/null &
shown 民情台账
picture start
kill "$(xdotool search --onlyvisible --name 民情台账 getwindowpid)" # without a window manager it has no cross to click
gone
say "started from the menu entry ($(entry)): start page"
kind=$(clerk gio info -a standard::content-type demo/demo.minqing | sed -n 's/.*content-type: //p')
[ "$kind" = application/x-minqing ] || fail "a ledger is taken for $kind"
clerk gio mime application/x-minqing | grep -q minqing.desktop || fail "no program opens a ledger"
clerk gio open demo/demo.minqing
shown 清河镇
picture window
say "a ledger clicked on twice (gio open: $kind): the window"
xdotool search --onlyvisible --name 清河镇 windowfocus key alt+F4
gone
printf '#!/bin/sh\nexec unshare --net chroot "%s" /usr/bin/minqing "$@"\n' "$root" >"$out/minqing"
chmod +x "$out/minqing"
(cd "$here" && MINQING_PROGRAM=$out/minqing QT_QPA_PLATFORM=xcb "$python" -m pytest -q -n 0 -p no:randomly -m window tests/window >"$out/window.txt" 2>&1) || { tail -40 "$out/window.txt"; fail "the window's tests"; }
say "by keys alone (tests/window): records entered, found again and printed; a passphrase typed; the manual opened ($(tail -1 "$out/window.txt"))"

# ---- removal ----
sums . >"$out/data.sha256"
as_root dpkg -r minqing >/dev/null
as_root dpkg -P minqing >/dev/null 2>&1
everything >"$out/after.txt"
# the desktop's own lists of kinds of files are written anew; an empty folder /opt goes with the last thing in it
changed=$(diff "$out/before.txt" "$out/after.txt" | grep '^[<>]' | grep -v ' ./usr/share/mime/\|/mimeinfo.cache$\|< ./opt$' || true)
[ -z "$changed" ] || fail "not as before: $changed"
[ ! -e "$root/opt/minqing" ] && ! grep -rqs minqing "$root/usr/share/mime" "$root/usr/share/applications" || fail "traces are left"
echo "Removed: not a file, folder or association of it is left"
sums . | cmp -s - "$out/data.sha256" || fail "the removal touched data"
say "the clerk's $(wc -l <"$out/data.sha256") files are as they were"
as_root dpkg -i /srv/new.deb >/dev/null
[ "$(clerk minqing --file second.minqing --json list 整改台账 --limit 1 | answer "['total']")" = 600 ] || fail "the data do not open again"
say "installed again, it opens them"

# ---- Windows: the script of the setup over a stand-in; PyInstaller makes programs only for the system it runs on ----
stand_in=$out/windows
mkdir -p "$stand_in/_internal/有 空格"
printf 'MZ' >"$stand_in/minqing.exe"
echo 1 >"$stand_in/_internal/有 空格/一.txt"
"$python" "$here/build_installer.py" --frozen "$stand_in" --out "$out/dist" >"$out/nsis.txt" || { cat "$out/nsis.txt"; fail "makensis"; }
echo "The Windows setup's script compiles without a warning over a stand-in folder; it was not run"
say "$(cd "$out/dist" && ls | tr '\n' ' ')"
echo "All seen. Pictures and papers: $out"
