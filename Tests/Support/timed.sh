#!/bin/sh
# Runs a command under a heading, and says how many seconds it took: timed.sh HEADING COMMAND [ARGUMENT]...
heading=$1
shift
# A make that the command runs shares no jobs with the one that runs this.
MAKEFLAGS=$(printf '%s' "${MAKEFLAGS:-}" | sed -E 's/(^| )(-j[0-9]*|--jobserver-(auth|fds)=[^ ]*|-O[a-z]*|--output-sync=[a-z]*)//g')
export MAKEFLAGS
unset MFLAGS
echo "== $heading"
begin=$(date +%s)
"$@"
status=$?
seconds=$(($(date +%s) - begin))
if [ $status -eq 0 ]; then echo "== $heading: $seconds s"; else echo "== $heading: FAILED ($status) after $seconds s"; fi
exit $status
