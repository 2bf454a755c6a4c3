# Makes the access code and the ticket secret, and lets the smoke test talk through the deployed page.
# shellcheck shell=bash

# Only here, in memory: the code is shown once, and its salted hash is all that is kept.
access_code=''

# new_code: prints a code of 16 signs without look-alikes (0 o 1 l i) in groups of four, about 79 bits, and its hash as
# server/access reads it: scrypt:<salt>:<key>, both base64url; N=16384, r=8, p=1, 32 bytes. Nothing secret is an argument.
new_code() {
  # shellcheck disable=SC2016 # JavaScript, not shell
  if have node; then
    node -e '
      const { randomBytes, randomInt, scryptSync } = require("node:crypto")
      const sign = () => "abcdefghjkmnpqrstuvwxyz23456789"[randomInt(31)]
      const code = [4, 4, 4, 4].map((length) => Array.from({ length }, sign).join("")).join("-")
      const salt = randomBytes(16)
      const key = scryptSync(code, salt, 32, { N: 16384, r: 8, p: 1 })
      console.log(`${code} scrypt:${salt.toString("base64url")}:${key.toString("base64url")}`)'
  elif have python3; then
    python3 -c '
import base64, hashlib, os, secrets
text = lambda raw: base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
code = "-".join("".join(secrets.choice("abcdefghjkmnpqrstuvwxyz23456789") for _ in range(4)) for _ in range(4))
salt = os.urandom(16)
key = hashlib.scrypt(code.encode(), salt=salt, n=16384, r=8, p=1, dklen=32)
print("%s scrypt:%s:%s" % (code, text(salt), text(key)))'
  fi
}

# make_code: a fresh code, its hash in the environment.
make_code() {
  reply="$(new_code || true)"
  case "$reply" in
    ????-????-????-????' scrypt:'?*:?*) ;;
    *) die 1 'The access code needs Node or Python 3 to be hashed, and neither works here.' "$(install_hint node)" ;;
  esac
  access_code="${reply%% *}"
  env_put ACCESS_CODE_HASH "${reply#* }"
  env_put ACCESS_CODE_SHOWN no
}

# The first deployment makes both secrets. A code that an interrupted run never showed is replaced: nobody knows it.
ensure_secrets() {
  local secret
  if [ -z "${kept_TICKET_SECRET:-}" ]; then
    secret="$(head -c 32 /dev/urandom | base64)"
    secret="${secret//+/-}"
    secret="${secret//\//_}"
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
    fact access 'Access code' 'an interrupted run never showed it; make a new one: ./azdeploy.sh code'
  else
    fact access 'Access code' 'as it was (a new one: ./azdeploy.sh code)'
  fi
}

# Talks with the deployed page: a spoken file goes up, speech and words come back. The code travels in the environment.
# Returns 0 when it talked, 1 when it did not, 2 when it could not try.
smoke_test() {
  local fault code="${access_code:-${ACCESS_CODE:-}}"
  step 'Talking with the page (smoke test)'
  tool_fault node
  if signs_in; then fault='The page asks people to sign in, which this test cannot do.'; fi
  if [ -z "$code$fault" ] && interactive; then
    # By -p, because read turns the echo off before it prints its prompt; a code pasted at once stays unseen.
    read -rsp '    Access code (typed unseen, Enter skips the test): ' code || true
    printf '\n'
  fi
  [ -n "$fault$code" ] || fault='The access code is not kept anywhere: set ACCESS_CODE to test.'
  if [ -n "$fault" ]; then
    note "skipped. $fault"
    note "Later: ACCESS_CODE=<code> npm run smoke -- $page"
    return 2
  fi
  tried=''
  while ! ACCESS_CODE="$code" node test/smoke/smoke.mjs "$page" >"$logs/smoke.log" 2>&1; do
    may_talk_later smoke || {
      tail_of smoke 40
      return 1
    }
  done
  indent '' <"$logs/smoke.log"
}

# may_talk_later LOG: waits when a mute page may still find its voice; fails when waiting would not help.
may_talk_later() {
  classify "$1"
  case "$class" in
    voice-role) first_tries voice-role 10 || return 1 ;;
    transient) first_tries transient 2 || return 1 ;;
    *) return 1 ;;
  esac
  pause 60 "$cause"
}
