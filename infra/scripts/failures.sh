# Knows what Azure's error texts mean, by infra/failures.tsv: one row a cause, first match wins, so a precise cause comes before a vague one.
# shellcheck shell=bash

# A row is a class, an extended regular expression that is matched without case against the log on one line, and the cause
# in one sentence. No bounded repetition such as .{0,99}: matchers expand it into so many states that they may never end.
failure_rows="$(cat "$root/infra/failures.tsv")"

# classify LOG: prints the class of the failure, or unknown. An InvalidTemplateDeployment wraps the real cause, and
# since all of it is searched, the inner code is what matches. The end of a long log is where its error stands.
classify() {
  local class pattern text LC_ALL=C verdict=unknown
  text="$(tail -c 65536 "$1" 2>/dev/null | tr -s '\r\n\t' '   ' || true)"
  shopt -s nocasematch
  while IFS=$'\t' read -r class pattern _; do
    if [[ $text =~ $pattern ]]; then
      verdict="$class"
      break
    fi
  done <<ROWS
$failure_rows
ROWS
  shopt -u nocasematch
  printf '%s' "$verdict"
}

# explain CLASS: the cause in one sentence.
explain() {
  local class sentence
  while IFS=$'\t' read -r class _ sentence; do
    if [ "$class" = "$1" ]; then
      printf '%s' "$sentence"
      return 0
    fi
  done <<ROWS
$failure_rows
ROWS
  printf 'The cause is not one this script knows.'
}
