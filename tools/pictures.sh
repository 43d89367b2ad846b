#!/bin/sh
# Makes the pictures of README.md and the manual, and the manual's drawn pages, from what `make demo` made: pictures.sh OUT
set -eu
mkdir -p docs/pictures
cp "$1"/10-*.png docs/pictures/window.png
pdftoppm -r 80 -png -f 1 -l 1 -singlefile "$1"/28-*.pdf docs/pictures/paper
"${PYTHON:-python3}" "$(dirname "$0")/form_pages.py" "$1"
"${PYTHON:-python3}" "$(dirname "$0")/manual_pages.py"
"${PYTHON:-python3}" "$(dirname "$0")/manual_pictures.py" "$1"/demo.minqing
