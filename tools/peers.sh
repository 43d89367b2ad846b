#!/bin/sh
# The tests against other programs (a real print queue): peers.sh PYTHON. Needs root for CUPS; sets up what it needs.
set -eu
sh "$(dirname "$0")/system.sh" peers
python=$1
lpstat -r 2>/dev/null | grep -q "is running" || cupsd
for _ in 1 2 3 4 5 6 7 8 9 10; do
    lpstat -r 2>/dev/null | grep -q "is running" && break
    sleep 1
done
driver=$(lpinfo -m | grep -i 'CUPS-PDF_opt' | head -n 1 | cut -d' ' -f1)
lpadmin -p TESTPDF -v cups-pdf:/ -E -m "$driver" 2>/dev/null
exec env QT_QPA_PLATFORM=offscreen "$python" -m pytest -m peers -p no:randomly
