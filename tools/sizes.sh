#!/bin/sh
# Walks through the sample at every scale and size of text: sizes.sh PYTHON OUT. What cannot be read is printed; a picture of
# every stop lies in OUT. The screens are those of real computers: 1366x768, 1920x1080 at 150 %, 2560x1440 at 200 %.
set -eu
PYTHON=$1 OUT=$2 FAULTS=0
mkdir -p "$OUT"
export XDG_CACHE_HOME="$OUT/cache" XDG_CONFIG_HOME="$OUT/config" XDG_DATA_HOME="$OUT/data" QT_QPA_PLATFORM=xcb
QT_QPA_PLATFORM=offscreen "$PYTHON" -m app demo --out "$OUT/demo" >/dev/null
for screen in 1:1366x768 1.5:1920x1080 2:2560x1440; do
    for points in ${POINTS:-10 12 14 18}; do
        name="${screen%%:*}-$points"
        rm -rf "$OUT/$name" "$OUT/config" && mkdir -p "$OUT/$name"
        cp "$OUT"/demo/*.minqing "$OUT/$name/walked.minqing"
        QT_SCALE_FACTOR=${screen%%:*} xvfb-run -a -s "-screen 0 ${screen#*:}x24" \
            "$PYTHON" -m tests.window.stops "$OUT/$name/walked.minqing" "$OUT/$name/report.json" "$points" "$OUT/$name" >/dev/null
        echo "$name: $(cat "$OUT/$name/report.json")"
        [ "$(cat "$OUT/$name/report.json")" = "{}" ] || FAULTS=1
    done
done
exit $FAULTS
