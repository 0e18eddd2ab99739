#!/usr/bin/env bash
# Starts several llama.cpp servers of one GGUF file on this machine: the same arrangement as replicas.sh, without GPUs.
#
#     recipes/vllm/llama_servers.sh FILE.gguf [SERVERS]
#
# SERVERS: how many (2). Processors are shared out among them. PYTHON: an interpreter in which the engine is installed
# (python3; pip install 'translation-audit[local]'). The ports are free ones. Ctrl-C ends all of them.
set -euo pipefail

if [[ $# -lt 1 || $1 == -* ]]; then
    sed -n '2,7s/^# \{0,1\}//p' "$0" >&2
    exit 2
fi
file=$1
servers=${2:-2}
python=${PYTHON:-python3}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

if [[ ! -f $file ]]; then
    echo "no such model file: $file" >&2
    exit 2
fi
threads=$(($(nproc) / servers))
if ((threads < 1)); then
    threads=1
fi

addresses=$(mktemp -d)
pids=()
stop() {
    trap - EXIT INT TERM
    for pid in "${pids[@]}"; do
        kill "$pid" 2>/dev/null || true
    done
    wait
    rm -rf "$addresses"
}
trap stop EXIT
trap 'exit 130' INT TERM

for ((number = 0; number < servers; number++)); do
    "$python" "$here/llama_server.py" "$file" "$threads" "$addresses/$number" &
    pids+=($!)
done

urls=()
for ((number = 0; number < servers; number++)); do
    until [[ -s $addresses/$number ]]; do
        if ! kill -0 "${pids[number]}" 2>/dev/null; then
            echo "server $number has ended before it could answer" >&2
            exit 1
        fi
        sleep 0.2
    done
    urls+=("$(<"$addresses/$number")")
    echo "server $number answers at ${urls[number]}" >&2
done

echo "audit corpus INPUT -o DIR --model $(basename "$file" .gguf)${urls[*]/#/ --base-url }"
wait
