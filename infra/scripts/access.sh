# Makes the access code and the ticket secret, and lets the smoke test talk through the deployed page.
# shellcheck shell=bash

# Only here, in memory: the code is shown once, and its salted hash is all that is kept.
access_code=''

# 16 signs without look-alikes (0 o 1 l i) in groups of four: about 79 bits.
new_code() {
  local signs=''
  while [ "${#signs}" -lt 16 ]; do
    signs="$(head -c 512 /dev/urandom | LC_ALL=C tr -dc 'abcdefghjkmnpqrstuvwxyz23456789' | cut -c1-16)"
  done
  printf '%s-%s-%s-%s' "${signs:0:4}" "${signs:4:4}" "${signs:8:4}" "${signs:12:4}"
}

# hash_code CODE: prints scrypt:<salt>:<key>, both base64url; N=16384, r=8, p=1, 32 bytes, as server/access reads it.
# The code goes in on standard input, never as an argument.
hash_code() {
  if have node; then
    # shellcheck disable=SC2016 # JavaScript, not shell
    printf '%s' "$1" | node -e '
      const { randomBytes, scryptSync } = require("node:crypto")
      const salt = randomBytes(16)
      const key = scryptSync(require("node:fs").readFileSync(0, "utf8"), salt, 32, { N: 16384, r: 8, p: 1 })
      process.stdout.write(`scrypt:${salt.toString("base64url")}:${key.toString("base64url")}`)'
  elif have python3; then
    printf '%s' "$1" | python3 -c '
import base64, hashlib, os, sys
text = lambda raw: base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
salt = os.urandom(16)
key = hashlib.scrypt(sys.stdin.buffer.read(), salt=salt, n=16384, r=8, p=1, dklen=32)
sys.stdout.write("scrypt:%s:%s" % (text(salt), text(key)))'
  else
    return 1
  fi
}

# make_code: a fresh code, its hash in the environment.
make_code() {
  local hash
  access_code="$(new_code)"
  hash="$(hash_code "$access_code" || true)"
  case "$hash" in
    scrypt:?*:?*) ;;
    *) die 1 'The access code needs Node or Python 3 to be hashed, and neither works here.' "$(install_hint node)" ;;
  esac
  env_put ACCESS_CODE_HASH "$hash"
  env_put ACCESS_CODE_SHOWN no
}

# The first deployment makes both secrets. A code that an interrupted run never showed is replaced: nobody knows it.
ensure_secrets() {
  if [ -z "$(env_get TICKET_SECRET)" ]; then
    env_put TICKET_SECRET "$(head -c 32 /dev/urandom | base64 | tr '+/' '-_' | tr -d '=\r\n')"
  fi
  if [ "$runtime" = none ]; then return 0; fi
  if signs_in; then
    env_put ACCESS_CODE_HASH ''
  elif [ -z "$(env_get ACCESS_CODE_HASH)" ] || [ "$(env_get ACCESS_CODE_SHOWN)" = no ]; then
    make_code
  fi
}

# signs_in: App Service asks people to sign in with Entra ID, which takes the place of the code.
signs_in() { [ -n "$(env_get ENTRA_CLIENT_ID)" ]; }

show_code() {
  if signs_in; then
    printf '  Access:        by sign-in with Entra ID\n'
    return 0
  fi
  if [ -z "$access_code" ] && [ "$(env_get ACCESS_CODE_SHOWN)" = no ]; then
    printf '  Access code:   an interrupted run never showed it; make a new one: ./azdeploy.sh code\n'
    return 0
  fi
  if [ -z "$access_code" ]; then
    printf '  Access code:   as it was (a new one: ./azdeploy.sh code)\n'
    return 0
  fi
  printf '  Access code:   %s   (shown only now: note it down)\n' "$access_code"
  env_put ACCESS_CODE_SHOWN yes
  env_flush
}

# smoke_hint: prints what is missing for the smoke test, nothing when it can run.
smoke_hint() {
  local found
  have node || {
    printf 'Node %s or newer is missing. %s' "$node_needed" "$(install_hint node)"
    return 0
  }
  found="$(node --version 2>/dev/null | tr -cd '0-9.' || true)"
  at_least "${found:-0}" "$node_needed" || {
    printf 'Node is %s, %s or newer is needed. %s' "${found:-unknown}" "$node_needed" "$(install_hint node)"
    return 0
  }
  [ -d "$root/node_modules" ] || printf 'The packages are missing: npm ci'
}

# Talks with the deployed page: a spoken file goes up, speech and words come back. The code travels in the environment.
# Returns 0 when it talked, 1 when it did not, 2 when it could not try.
smoke_test() {
  local log hint url code="${access_code:-${ACCESS_CODE:-}}"
  log="$(log_of smoke)"
  url="$page"
  step 'Talking with the page (smoke test)'
  hint="$(smoke_hint)"
  if signs_in; then hint='The page asks people to sign in, which this test cannot do.'; fi
  if [ -z "$code" ] && [ -z "$hint" ] && interactive; then
    # By -p, because read turns the echo off before it prints its prompt; a code pasted at once stays unseen.
    read -rsp '    Access code (typed unseen, Enter skips the test): ' code || true
    printf '\n'
  fi
  [ -n "$hint" ] || [ -n "$code" ] || hint='The access code is not kept anywhere: set ACCESS_CODE to test.'
  if [ -n "$hint" ]; then
    note "skipped. $hint"
    note "Later: ACCESS_CODE=<code> npm run smoke -- $url"
    return 2
  fi
  tried=''
  while :; do
    if ACCESS_CODE="$code" node test/smoke/smoke.ts "$url" >"$log" 2>&1; then
      sed 's/^/    /' "$log"
      return 0
    fi
    may_talk_later "$log" || break
  done
  tail_of "$log" 40
  return 1
}

# may_talk_later LOG: waits when a mute page may still find its voice; fails when waiting would not help.
may_talk_later() {
  local class
  class="$(classify "$1")"
  case "$class" in
    voice-role) first_tries voice-role 10 || return 1 ;;
    transient) first_tries transient 2 || return 1 ;;
    *) return 1 ;;
  esac
  pause 60 "$(explain "$class")"
}
