#!/bin/sh
# Installs a wheel in a fresh virtual environment of a bare Debian root, where nothing of the tree and no library of compression
# but Python's is at hand, and runs the tests of the package there.
# usage: test-wheel.sh WHEEL
set -eu
if [ "${1:-}" != --inside ]; then
    case $(basename "$1") in
        wsencoder-*-py3-none-manylinux*.whl) ;;
        *) echo "an unexpected name: $1" >&2; exit 1 ;;
    esac
    # Where this machine's packages come from.
    sources=$(ls /etc/apt/sources.list.d/debian.sources 2> /dev/null || echo /etc/apt/sources.list)
    # shellcheck source=/dev/null
    suite=$(. /etc/os-release && echo "$VERSION_CODENAME")
    log=$(mktemp)
    trap 'rm -f "$log"' EXIT
    WSE_WHEEL=$(realpath "$1") mmdebstrap --quiet --variant=apt --include=python3-venv --format=null \
        --customize-hook="sh $PWD/Tests/Interop/python/test-wheel.sh --inside \"\$1\"" "$suite" /dev/null "$sources" \
        > "$log" 2>&1 || { cat "$log"; exit 1; }
    grep -v '^[IW]: ' "$log"
    grep -q '^wheel: passed$' "$log" # the hook was run
    exit
fi

root=$2
tree=$root/tests
mkdir -p "$tree/Tests/Interop" "$tree/Sources/python" "$root/other"
cp -R Tests/Interop/python "$tree/Tests/Interop/"
cp -R Tests/Messages "$tree/Tests/"
cp Sources/python/README.md "$tree/Sources/python/"
cp "$WSE_WHEEL" "$root/"
# A library that must not be loaded, and cannot be.
echo 'no library' > "$root/other/libwsencoder.so.0"
in_root() { chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 "$@"; }

in_root python3 -m venv /environment
in_root /environment/bin/pip install -q --no-index --disable-pip-version-check "/$(basename "$WSE_WHEEL")"
in_root mount -t proc proc /proc 2> /dev/null || true
in_root env WSENCODER_LIBRARY=/other/libwsencoder.so.0 LD_LIBRARY_PATH=/other /environment/bin/python -B -c '
import wsencoder
encoded = wsencoder.encode("msbin1,gzip", b"<a/>")
assert bytes(wsencoder.decode("msbin1,gzip", encoded)) == b"<a/>"
loaded = {line.split()[-1] for line in open("/proc/self/maps") if "wsencoder" in line or "isal" in line}
print(*sorted(loaded), sep="\n")
assert loaded and all(path.startswith("/environment/") for path in loaded), loaded'
in_root sh -c 'cd /tests && timeout 500 /environment/bin/python -B -W error -m unittest discover -s Tests/Interop/python'
echo 'wheel: passed'
