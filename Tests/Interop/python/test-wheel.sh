#!/bin/sh
# Installs a wheel in a fresh virtual environment, far from the tree that built it, and runs the tests of the package there.
# usage: test-wheel.sh WHEEL
set -eu
wheel=$(realpath "$1")
tree=$(realpath .)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

case $(basename "$wheel") in
    wsencoder-*-py3-none-manylinux*.whl) ;;
    *) echo "an unexpected name: $wheel" >&2; exit 1 ;;
esac
python3 -m venv "$work/environment"
python=$work/environment/bin/python
"$python" -m pip install -q --no-index --disable-pip-version-check "$wheel"
mkdir -p "$work/tests/Tests/Interop"
cp -R Tests/Interop/python "$work/tests/Tests/Interop/"
cp -R Tests/Messages "$work/tests/Tests/"
mkdir -p "$work/tests/Sources/python"
cp Sources/python/README.md "$work/tests/Sources/python/"
cd "$work/tests"

# No variable redirects it, neither ours of former times nor the loader's.
WSENCODER_LIBRARY=$tree/build/libwsencoder.so LD_LIBRARY_PATH=$tree/build "$python" -B -c '
import sys, wsencoder
encoded = wsencoder.encode("msbin1,gzip", b"<a/>")
assert bytes(wsencoder.decode("msbin1,gzip", encoded)) == b"<a/>"
loaded = {line.split()[-1] for line in open("/proc/self/maps") if "wsencoder" in line or "isal" in line}
print(*sorted(loaded), sep="\n")
assert loaded and all(path.startswith(sys.prefix) for path in loaded), loaded'
timeout 300 "$python" -B -W error -m unittest discover -s Tests/Interop/python
