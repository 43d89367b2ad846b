#!/bin/sh
# The main job: run.sh PYTHON OUT. With a screen the desk opens on the sample township; without one the whole job is
# done unattended and the script says where the papers and pictures are.
set -eu
python=$1
out=$2
if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] || [ "$(uname)" != Linux ]; then
    [ -f "$out/demo.minqing" ] || "$python" -m app demo --out "$out" --no-pictures >/dev/null
    exec "$python" -m app --file "$out/demo.minqing" open
fi
QT_QPA_PLATFORM=offscreen "$python" -m app demo --out "$out"
echo
echo "样例台账、全部打印件和页面图片在 $(cd "$out" && pwd)"
echo "The sample ledger, every printed ledger and a picture of every tab are in $(cd "$out" && pwd)"
