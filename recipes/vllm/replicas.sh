#!/usr/bin/env bash
# Starts several vLLM servers of one model, each with GPUs of its own, and says how `audit corpus` asks all of them.
#
#     recipes/vllm/replicas.sh MODEL [REPLICAS] [vLLM's own options ...]
#
#     GPUS_EACH=2 PORT=8000 recipes/vllm/replicas.sh Qwen/Qwen3-32B 4 --max-model-len 32768
#
# REPLICAS: as many as there are GPUs for, if not given. GPUS_EACH: of one replica (1). PORT: of the first (8000), the
# others follow. HOST: where they listen (127.0.0.1: this machine alone). LOGS: folder of their logs (./vllm-logs).
# Ctrl-C ends all of them. Where one dies, the others go on, and so does the audit.
set -euo pipefail

if [[ $# -lt 1 || $1 == -* ]]; then
    sed -n '2,11s/^# \{0,1\}//p' "$0" >&2
    exit 2
fi
command -v vllm >/dev/null || { echo "vllm is not installed: pip install vllm (on a machine with GPUs)" >&2; exit 2; }

model=$1
shift
each=${GPUS_EACH:-1}
port=${PORT:-8000}
host=${HOST:-127.0.0.1}
logs=${LOGS:-vllm-logs}

if [[ $# -ge 1 && $1 =~ ^[0-9]+$ ]]; then
    replicas=$1
    shift
else
    command -v nvidia-smi >/dev/null || { echo "give the number of replicas: nvidia-smi is not here to count GPUs" >&2; exit 2; }
    gpus=$(nvidia-smi --list-gpus | wc -l)
    replicas=$((gpus / each))
fi
if ((replicas < 1)); then
    echo "no GPUs for one replica of $each: set GPUS_EACH, or give the number of replicas" >&2
    exit 2
fi

mkdir -p "$logs"
pids=()
stop() {
    trap - EXIT INT TERM
    for pid in "${pids[@]}"; do
        kill "$pid" 2>/dev/null || true
    done
    wait
}
trap stop EXIT
trap 'exit 130' INT TERM

urls=()
for ((number = 0; number < replicas; number++)); do
    first=$((number * each))
    devices=$(seq -s, "$first" $((first + each - 1)))
    # Prefix caching: all requests of an article begin with the same words, which are then computed once.
    # --served-model-name: the name is part of what an answer is found again by, and must be the same everywhere.
    CUDA_VISIBLE_DEVICES=$devices vllm serve "$model" \
        --served-model-name "$model" \
        --host "$host" --port $((port + number)) \
        --tensor-parallel-size "$each" \
        --enable-prefix-caching \
        "$@" >"$logs/replica-$number.log" 2>&1 &
    pids+=($!)
    urls+=("http://$host:$((port + number))/v1")
done

for number in "${!urls[@]}"; do
    until curl --silent --fail --max-time 5 --output /dev/null "${urls[number]}/models"; do
        if ! kill -0 "${pids[number]}" 2>/dev/null; then
            echo "replica $number has ended: see $logs/replica-$number.log" >&2
            exit 1
        fi
        sleep 2
    done
    echo "replica $number answers at ${urls[number]}" >&2
done

echo "audit corpus INPUT -o DIR --model $model --structured json_schema${urls[*]/#/ --base-url }"
wait
