#!/bin/sh
# Runs commands with the library that counts what is run of it in the place of the one that ships.
# usage: run.sh DIRECTORY    with libwsencoder.so.0 in it; a command a line on the standard input. Those that fail are told, and
# all are run.
set -u
directory=$1
LD_LIBRARY_PATH=$directory${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
# Processes that run at the same time add to one of four files; %p would leave one for each of thousands.
LLVM_PROFILE_FILE=$directory/raw/%4m.profraw
export LD_LIBRARY_PATH LLVM_PROFILE_FILE
status=0
while read -r command; do
    begin=$(date +%s)
    if timeout 900 sh -c "$command" < /dev/null > "$directory/log" 2>&1; then
        echo "ok - $command: $(($(date +%s) - begin)) s"
    else
        echo "not ok - $command ($?)"
        tail -n 20 "$directory/log"
        status=1
    fi
done
exit $status
