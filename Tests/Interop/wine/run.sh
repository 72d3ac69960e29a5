#!/bin/sh
# Runs the Windows program host.exe under Wine, without a display, with a Wine prefix of its own that is new each time.
#
# The first process of Wine in a prefix starts a server and services, which inherit its standard output. Were that a pipe, its
# reader would wait for them for ever; so all output goes to files, and the server is ended at the end, come what may.
# Usage: sh run.sh DIRECTORY    with host.exe and bridge.dll.so in it
set -u

cd "${1:?usage: sh run.sh DIRECTORY}" || exit 1
directory=$(pwd)

find_program() { # NAME...: the first that is there; Debian has them outside the PATH
    for name; do command -v "$name" && return; done
    for name; do [ ! -x "/usr/lib/wine/$name" ] || { echo "/usr/lib/wine/$name"; return; }; done
    return 1
}
wine=$(find_program wine64 wine) || { echo "not ok - Wine is there: wine64 is needed"; exit 1; }
server=$(find_program wineserver64 wineserver) || { echo "not ok - Wine is there: wineserver is needed"; exit 1; }

unset DISPLAY WAYLAND_DISPLAY
HOME=$directory/home
WINEPREFIX=$directory/prefix
WINEARCH=win64
WINEDEBUG=-all
# No menus, no installers of .NET and HTML, and a crash ends the process at once.
WINEDLLOVERRIDES='winedbg.exe=d;winemenubuilder.exe=d;mscoree=d;mshtml=d;explorer.exe=d'
export HOME WINEPREFIX WINEARCH WINEDEBUG WINEDLLOVERRIDES

stop() {
    timeout 30 "$server" -k </dev/null >/dev/null 2>&1
    timeout 30 "$server" -w </dev/null >/dev/null 2>&1
    rm -rf prefix home
}
if [ -d prefix ]; then stop; fi
trap stop EXIT
trap 'exit 1' HUP INT TERM

mkdir -p prefix home
# A server that stays: otherwise it begins to shut down whenever a program has ended, and the next one meets it half gone.
timeout 60 "$server" -p </dev/null >/dev/null 2>&1
timeout -k 5 120 "$wine" wineboot -i </dev/null >wineboot.log 2>&1 || {
    echo "not ok - Wine starts (status $?)"
    cat wineboot.log
    exit 1
}

failed=0
for group in codecs failures registered completions registers writer threads; do
    timeout -k 5 120 "$wine" host.exe bridge.dll.so $group </dev/null >$group.log 2>&1
    status=$?
    cat $group.log
    if [ $status -ne 0 ] || ! grep -q '^ok - ' $group.log || grep -q '^not ok' $group.log; then
        echo "not ok - Windows program, $group (status $status)"
        failed=1
    fi
done
exit $failed
