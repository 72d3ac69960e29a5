# What the tests of the program wsenc have in common. To be read with `.` by a script that was given the program as its first
# argument; leaves it in a folder of its own, which is removed in the end.

program=${1:?usage: sh SCRIPT WSENC}
case $program in
    */*) wsenc=$(cd "$(dirname "$program")" && pwd)/$(basename "$program") ;;
    *) wsenc=$(command -v "$program") ;;
esac
[ -x "$wsenc" ] || { echo "$0: cannot run $program" >&2; exit 1; }

root=$PWD
work=$(mktemp -d "${TMPDIR:-/tmp}/test-wsenc.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
cd "$work" || exit 1

passed=0
failed=0
: >err

# check NAME COMMAND...: the test passes if the command succeeds.
check() {
    name=$1
    shift
    if "$@"; then
        passed=$((passed + 1))
        echo "ok - $name"
    else
        failed=$((failed + 1))
        echo "not ok - $name"
        [ ! -s err ] || head -n 5 err | sed 's/^/#   /'
    fi
}

# fails STATUS TEXT ARGUMENT...: wsenc ends with that status and has a line with that beginning on standard error.
fails() {
    wanted=$1
    text=$2
    shift 2
    "$wsenc" "$@" >out 2>err
    status=$?
    [ "$status" = "$wanted" ] || { echo "# ended with $status, not $wanted"; return 1; }
    awk -v text="$text" 'index($0, text) == 1 { found = 1 } END { exit !found }' err ||
        { echo "# did not say: $text"; return 1; }
}

# succeeds ARGUMENT...: wsenc ends with 0 and says nothing.
succeeds() {
    "$wsenc" "$@" >out 2>err && [ ! -s err ]
}

no_temporary_file() {
    for file in "${1:-.}"/.wsenc*; do
        [ ! -e "$file" ] || { echo "# left behind: $file"; return 1; }
    done
}
