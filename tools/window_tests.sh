#!/bin/sh
# Runs the tests that drive the real window on an X server of their own: window_tests.sh PYTHON
set -eu
exec xvfb-run -a -s "-screen 0 1366x768x24" env QT_QPA_PLATFORM=xcb "$1" -m coverage run -m pytest -m window tests/window
