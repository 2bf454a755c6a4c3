#!/usr/bin/env bash
# Starts an image as strictly as production may, talks through it to the emulator, and stops it as a platform would.
# usage: try-image.sh IMAGE
set -euo pipefail

image=${1:?usage: try-image.sh IMAGE}
container=''
emulator=''

finish() {
  status=$?
  if [[ -n $container ]]; then
    [[ $status -eq 0 ]] || docker logs "$container"
    docker rm --force "$container" >/dev/null
  fi
  [[ -z $emulator ]] || kill "$emulator"
}
trap finish EXIT

node server/emulator/cli.ts --port 8787 &
emulator=$!

container=$(docker run --detach --network host --read-only --cap-drop ALL --security-opt no-new-privileges \
  --env AZURE_VOICE_LIVE_ENDPOINT=http://127.0.0.1:8787 --env AZURE_VOICE_LIVE_API_KEY=any-key-will-do \
  --env ACCESS=open "$image")

health=''
for _ in $(seq 90); do
  health=$(docker inspect --format '{{.State.Health.Status}}' "$container")
  [[ $health == starting ]] || break
  sleep 1
done
echo "health: $health"
[[ $health == healthy ]]

node test/smoke/smoke.mjs http://127.0.0.1:8080

docker stop --time 30 "$container" >/dev/null
code=$(docker inspect --format '{{.State.ExitCode}}' "$container")
echo "exit code after SIGTERM: $code"
[[ $code -eq 0 ]]
