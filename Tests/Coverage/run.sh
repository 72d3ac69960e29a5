#!/bin/sh
# Runs commands with the library that counts what is run of it in the place of the one that ships, and adds up what they ran.
# usage: run.sh DIRECTORY LLVM_PROFDATA < COMMANDS
#
# DIRECTORY has libwsencoder.so.0 and exit.so in it, and receives merged.profdata. Every command is run, a line each; those that fail are
# named in DIRECTORY/failed.
set -u
directory=$1
profdata=$2
rm -rf "$directory/raw" "$directory/merged.profdata"
: > "$directory/failed"
LD_LIBRARY_PATH=$directory${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
# A file for each process: the file that processes of one program can share is damaged where one of them crashes.
LLVM_PROFILE_FILE=$directory/raw/%p-%m.profraw
export LD_LIBRARY_PATH LLVM_PROFILE_FILE
while read -r command; do
    begin=$(date +%s)
    if LD_PRELOAD=$directory/exit.so timeout 900 sh -c "$command" < /dev/null > "$directory/log" 2>&1; then
        echo "ok - $command: $(($(date +%s) - begin)) s"
    else
        echo "not ok - $command ($?)"
        tail -n 20 "$directory/log"
        echo "$command" >> "$directory/failed"
    fi
    # There may be thousands, and some are of processes that were killed while they wrote.
    find "$directory/raw" -name '*.profraw' -size +0 > "$directory/written" 2> /dev/null
    [ ! -e "$directory/merged.profdata" ] || echo "$directory/merged.profdata" >> "$directory/written"
    "$profdata" merge -sparse -failure-mode=all -f "$directory/written" -o "$directory/sum.profdata" 2> "$directory/log" \
        && mv "$directory/sum.profdata" "$directory/merged.profdata"
    rm -rf "$directory/raw"
done
