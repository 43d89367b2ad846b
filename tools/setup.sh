#!/bin/sh
# Makes the virtual environment from the hash-pinned lock: setup.sh PYTHON VENV
set -eu
here=$(dirname "$0")
python=$1
venv=$2
fits() { "$1" -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null; }
if ! fits "$python"; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3 python3-venv >/dev/null
    fi
    for python in "$1" python3.11 python3.12 python3.13 /usr/bin/python3 ""; do
        [ -n "$python" ] && fits "$python" && break
    done
    [ -n "$python" ] || { echo "Python 3.11, 3.12 or 3.13 with venv is needed" >&2; exit 1; }
fi
sh "$here/system.sh" run
[ -x "$venv/bin/python" ] || "$python" -m venv "$venv"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
