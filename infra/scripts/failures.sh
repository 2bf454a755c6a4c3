# Knows what Azure's error texts mean, by infra/failures.tsv: one row a cause, first match wins, so a precise cause comes before a vague one.

# A row is a class, an extended regular expression that is matched without case against the log on one line, the cause in one
# sentence, the remedy that provision.sh tries (- for none), and what a person can do. No bounded repetition such as .{0,99}: matchers expand it into so many states that they may never end.
IFS= read -r -d '' failure_rows <"$root/infra/failures.tsv" || true

# classify LOG: leaves the class of the failure in $class, or unknown, and the rest of its row as explain does. An InvalidTemplateDeployment
# wraps the real cause, and since all of it is searched, the inner code is what matches. The end of a long log is where its error stands.
classify() {
  local text='' pattern words LC_ALL=C
  IFS= read -r -d '' text 2>/dev/null <"$logs/$1.log" || true
  if [ "${#text}" -gt 65536 ]; then text="${text: -65536}"; fi
  IFS=$' \r\n\t' read -r -d '' -a words <<<"$text" || true
  text="${words[*]:-}"
  shopt -s nocasematch
  while IFS=$'\t' read -r class pattern cause remedy hint; do
    if [ -n "$class" ] && [[ $text =~ $pattern ]]; then break; fi
  done <<<"$failure_rows"
  shopt -u nocasematch
  # The rows ended without a match.
  if [ -z "$class" ]; then
    class=unknown
    explain unknown
  fi
}

# explain CLASS: leaves the rest of its row in $cause, $remedy and $hint.
explain() {
  local row
  while IFS=$'\t' read -r row _ cause remedy hint; do if [ "$row" = "$1" ]; then return 0; fi; done <<<"$failure_rows"
  cause='The cause is not one this script knows.' remedy=- hint=''
}

# passing LOG: a failure that may be gone in a moment.
passing() {
  classify "$1"
  case "$class" in transient | offline) ;; *) return 1 ;; esac
}
