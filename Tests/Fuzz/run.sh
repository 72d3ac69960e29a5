#!/bin/sh
# Runs fuzz targets, some at a time, each for so many seconds, and prints what each did.
# usage: run.sh SECONDS JOBS TARGET...
set -eu
seconds=$1
jobs=$2
shift 2
mkdir -p build/fuzz/findings
printf '%s\n' "$@" | xargs -P "$jobs" -I{} sh -c '
    target=$1; seconds=$2; kind=${target%%-*}
    mkdir -p "build/fuzz/corpus/$target"
    seeds=
    for folder in "Tests/Fuzz/Corpus/$kind" "Tests/Fuzz/Corpus/$target"; do
        [ -d "$folder" ] && seeds="$seeds $folder"
    done
    log=build/fuzz/$target.log
    # shellcheck disable=SC2086
    if timeout $((seconds + 60)) "build/fuzz/fuzz-$target" "build/fuzz/corpus/$target" $seeds -max_total_time="$seconds" \
        -max_len=4096 -timeout=10 -rss_limit_mb=1024 -print_final_stats=1 \
        -artifact_prefix="build/fuzz/findings/$target-" > "$log" 2>&1; then state=ok; else state="not ok"; fi
    executed=$(sed -n "s/stat::number_of_executed_units: *//p" "$log")
    coverage=$(grep -oE "cov: [0-9]+ ft: [0-9]+" "$log" | tail -1)
    echo "$state - $target: ${executed:-?} executions, $coverage"
' _ {} "$seconds"
test -z "$(ls -A build/fuzz/findings)" || { echo "findings: $(ls build/fuzz/findings)"; exit 1; }
