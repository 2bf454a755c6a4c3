# The app settings of the fake site, as `az webapp config appsettings list` prints them: written by provisioning, merged by
# `set`. Between the two they are lines of NAME="value", the value as JSON.
# shellcheck shell=bash disable=SC2154

# json TEXT: leaves a JSON string in $value.
json() {
  value="${1//\\/\\\\}"
  value="${value//\"/\\\"}"
  value="${value//$'\n'/\\n}"
  value="\"${value//$'\t'/\\t}\""
}

# provision_settings: what the template makes of the environment, by the names and defaults of the snapshots (outputs.ts).
provision_settings() {
  local name fallback pair rest lines=''
  while IFS='=' read -r name fallback; do
    pair="e_$name"
    if [ -z "${!pair:-$fallback}" ]; then continue; fi
    # The file holds it escaped for a shell, which is how JSON has it, but for the dollar.
    value="${!pair:-$fallback}"
    lines="$lines$name=\"${value//\\\$/\$}\""$'\n'
  done <"$FAKE/settings"
  rest="VOICE_LIVE_INSTRUCTIONS:${e_VOICE_LIVE_INSTRUCTIONS_BASE64:-},${e_EXTRA_SETTINGS:-},"
  while [ -n "$rest" ]; do
    pair="${rest%%,*}" rest="${rest#*,}"
    case "$pair" in *:?*) ;; *) continue ;; esac
    IFS= read -r -d '' value < <(base64 -d <<<"${pair#*:}") || true
    json "$value"
    lines="$lines${pair%%:*}=$value"$'\n'
  done
  remember settings "$lines"
  list_settings
}

# merge_settings: the flat object of JSON in $recalled over what is there.
merge_settings() {
  local text="$recalled" lines='' line merged=''
  local pair='"([A-Z0-9_]+)": *("([^"\\]|\\.)*")'
  while [[ $text =~ ^\{?\ *$pair,?\ * ]]; do
    lines="$lines${BASH_REMATCH[1]}=${BASH_REMATCH[2]}"$'\n'
    text="${text#"${BASH_REMATCH[0]}"}"
  done
  [[ $text =~ ^\}[[:space:]]*$ ]] || fail 1 'ERROR: Failed to parse the JSON of --settings'
  recall settings
  while IFS= read -r line; do
    case $'\n'"$lines" in *$'\n'"${line%%=*}="*) ;; *) if [ -n "$line" ]; then merged="$merged$line"$'\n'; fi ;; esac
  done <<<"$recalled"
  remember settings "$merged$lines"
  list_settings
}

# list_settings: the file that the fake az prints.
list_settings() {
  local line text=''
  recall settings
  while IFS= read -r line; do
    if [ -n "$line" ]; then text="$text${text:+,}"$'\n'"  { \"name\": \"${line%%=*}\", \"slotSetting\": false, \"value\": ${line#*=} }"; fi
  done <<<"$recalled"
  remember appsettings.json "[$text"$'\n'']'
}
