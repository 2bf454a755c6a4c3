# docker, podman, curl, git, npm and node as azdeploy.sh uses them.
# shellcheck shell=bash disable=SC2154

play_other() {
  case "$tool" in
    git)
      case "$line" in
        'git rev-parse --show-prefix --short=12 HEAD')
          recall commit
          [ -n "$recalled" ] || fail 128 'fatal: not a git repository'
          value="$recalled"
          recall prefix
          say "$recalled"
          say "$value"
          ;;
        'git ls-files --error-unmatch azdeploy.sh') ;;
        'git status --porcelain -- . '*) if [ -e "$FAKE/state/dirty" ]; then say ' M server/app.ts'; fi ;;
        *) unforeseen ;;
      esac
      ;;
    docker | podman)
      case "$1" in
        info | build) ;;
        # What is typed on standard input is never an argument.
        login) read -r piped && [ "$piped" = FAKE-REGISTRY-TOKEN ] || fail 1 'unauthorized' ;;
        push) remember "image.${2##*:}" yes ;;
        *) unforeseen ;;
      esac
      ;;
    npm)
      case "$line" in
        'npm ci --no-audit --no-fund') ;;
        'npm run --silent bundle -- '*.zip)
          [ -n "${GIT_SHA:-}" ] || fail 1 'a bundle without a revision'
          printf 'PK' >"${*: -1}"
          say '1.27 MB'
          ;;
        *) unforeseen ;;
      esac
      ;;
    curl) play_curl "$@" ;;
    node)
      case "$1" in
        # A process of Node's own is dear, and few tests read the .env that this writes.
        infra/scripts/local-env.mjs) if [ -e "$FAKE/state/local-env" ]; then exec "$REAL_NODE" "$@"; fi ;;
        # So is a hash that takes its time on purpose; this one is another each time.
        infra/scripts/new-code.mjs)
          if [ -e "$FAKE/state/new-code" ]; then exec "$REAL_NODE" "$@"; fi
          recall codes
          remember codes "$((${recalled:-1} + 1))"
          recall codes
          say "code-code-code-cod$recalled scrypt:SALT:KEYOFCODE$recalled"
          ;;
        infra/scripts/*) exec "$REAL_NODE" "$@" ;;
        --version) say 'v24.21.0' ;;
        test/smoke/smoke.mjs)
          recall live
          if [ -n "$recalled" ]; then exec "$REAL_NODE" "$REPOSITORY/test/smoke/smoke.mjs" "$recalled"; fi
          remember smoke-code "${ACCESS_CODE:-}"
          say 'heard: "the capital of France is Paris", first sound after 640 ms'
          ;;
        *) unforeseen ;;
      esac
      ;;
    *) unforeseen ;;
  esac
  reply 0
}

# The page answers with the revision it was built from, unless the image it runs is named in state/sick.
play_curl() {
  local url="${*: -1}" image bearer
  # A page that was started for real answers itself.
  recall live
  case "$recalled:$url" in http*/health | http*/ready) exec "$REAL_CURL" "${@:1:$#-1}" "$recalled/${url##*/}" ;; esac
  case "$url" in
    */health)
      recall linuxfx
      image="$recalled"
      recall sick
      if [ -n "$recalled" ] && [[ $image = *"$recalled"* ]]; then fail 22 'curl: (22) The requested URL returned error: 503'; fi
      case "$image" in NODE*)
        recall startup
        image="${recalled%/dist/server.mjs}"
        image="x@sha256:of-${image##*/}"
        ;;
      esac
      case "$image" in
        *@sha256:of-*)
          if [ -e "$FAKE/state/no-revision" ]; then say '{"status":"ok","sessions":0}'; else say "{\"status\":\"ok\",\"revision\":\"${image##*@sha256:of-}\"}"; fi
          ;;
        *) say '<html>placeholder</html>' ;;
      esac
      ;;
    */ready)
      # /ready is server/ready.ts: 200 after a real session, 503 with a code.
      flag --output "$@"
      recall ready-code
      if [ -n "$recalled" ]; then
        printf '{"status":"not ready","code":"%s"}' "$recalled" >"$value"
        printf 503
      else
        printf '{"status":"ready"}' >"$value"
        printf 200
      fi
      ;;
    # The flags of cli/installer/install-azd.sh in github.com/Azure/azure-dev.
    https://aka.ms/install-azd.sh) output="$(<"$here/install-azd.sh")" ;;
    # The REST interface of the site's own management host: github.com/projectkudu/kudu/wiki/REST-API
    */api/zip/site/wwwroot/releases/*/)
      url="${url%/}"
      flag --upload-file "$@"
      [ -s "$value" ] || fail 26 'curl: (26) nothing to upload'
      remember "release.${url##*/}" yes
      ;;
    */api/vfs/site/wwwroot/releases/*/dist/)
      url="${url%/dist/}"
      [ -e "$FAKE/state/release.${url##*/}" ] || fail 22 'curl: (22) The requested URL returned error: 404'
      say '[{"name":"server.mjs","size":1}]'
      ;;
    */api/logs/docker)
      read -r bearer
      [ "$bearer" = 'header = "Authorization: Bearer FAKE-BEARER-TOKEN"' ] || fail 22 'curl: (22) 401'
      say '[{"machineName":"x","href":"https://app-m5d6qkcdxocdy.scm.azurewebsites.net/api/vfs/LogFiles/1_docker.log"}]'
      ;;
    */1_docker.log)
      recall container-log
      say "$recalled"
      ;;
    *) unforeseen ;;
  esac
}
