# Makes the access code and the ticket secret, and lets the smoke test talk through the deployed page.

# Only here, in memory: the code is shown once, and its salted hash is all that is kept.
access_code=''

# make_code: a fresh code, its hash in the environment.
make_code() {
  reply="$(by_node_or_python new-code || true)"
  case "$reply" in
    ????-????-????-????' scrypt:'?*:?*) ;;
    *) die 1 'The access code needs Node or Python 3 to be hashed, and neither works here.' 'Install Node: https://nodejs.org/en/download' ;;
  esac
  access_code="${reply%% *}"
  env_put ACCESS_CODE_HASH "${reply#* }"
  env_put ACCESS_CODE_SHOWN no
}

# The first deployment makes both secrets. A code that an interrupted run never showed is replaced: nobody knows it.
ensure_secrets() {
  local secret
  if [ -z "${kept_TICKET_SECRET:-}" ]; then
    secret="$(head -c 32 /dev/urandom | base64 | tr '+/' '-_')"
    env_put TICKET_SECRET "${secret%%=*}"
  fi
  if [ "$runtime" = none ]; then return 0; fi
  if signs_in; then
    env_put ACCESS_CODE_HASH ''
  elif [ -z "${kept_ACCESS_CODE_HASH:-}" ] || [ "${kept_ACCESS_CODE_SHOWN:-}" = no ]; then
    make_code
  fi
}

# signs_in: App Service asks people to sign in with Entra ID, which takes the place of the code.
signs_in() { [ -n "${kept_ENTRA_CLIENT_ID:-}" ]; }

show_code() {
  if signs_in; then
    fact access 'Access' 'by sign-in with Entra ID'
  elif [ -n "$access_code" ]; then
    fact accessCode 'Access code' "$access_code" 'shown only now: note it down'
    env_put ACCESS_CODE_SHOWN yes
    env_flush
  elif [ "${kept_ACCESS_CODE_SHOWN:-}" = no ]; then
    fact access 'Access code' "an interrupted run never showed it; make a new one: ./azdeploy.sh code$named"
  else
    fact access 'Access code' "as it was (a new one: ./azdeploy.sh code$named)"
  fi
}

# smoke_test: a spoken file goes up to the page, speech and words come back; fails when they do not. The code travels in the environment.
smoke_test() {
  local fault code="${access_code:-${ACCESS_CODE:-}}"
  step 'Talking with the page (smoke test)'
  tool_fault node
  if [ -z "$code$fault" ] && interactive; then
    # By -p, because read turns the echo off before it prints its prompt; a code pasted at once stays unseen.
    read -rsp '    Access code (typed unseen, Enter skips the test): ' code || true
    printf '\n'
  fi
  [ -n "$fault$code" ] || fault='The access code is not kept anywhere: set ACCESS_CODE to test.'
  if [ -n "$fault" ]; then
    note "skipped. $fault"
    note "Later: ACCESS_CODE=<code> npm run smoke -- $page"
    return 0
  fi
  tried=''
  while ! ACCESS_CODE="$code" node test/smoke/smoke.mjs "$page" >"$logs/smoke.log" 2>&1; do
    may_talk_later smoke || return 1
  done
  indent '' <"$logs/smoke.log"
}

# may_talk_later LOG: waits when a mute page may still find its voice; shows why not, and fails, when waiting would not help.
may_talk_later() {
  local limit=0
  classify "$1"
  case "$class" in voice-role) limit=10 ;; transient | offline) limit=2 ;; esac
  if first_tries "$class" "$limit"; then
    pause 60 "$cause"
  else
    tail_of "$1" 40
    return 1
  fi
}
