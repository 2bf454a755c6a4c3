#!/bin/bash
# What aka.ms/install-azd.sh gives in the tests: it puts the fake azd where the real installer would put azd.
# shellcheck disable=SC2154

while [ $# -gt 0 ]; do
  case "$1" in
    --install-folder) install="$2" ;;
    --symlink-folder) links="$2" ;;
    *) exit 64 ;;
  esac
  shift 2
done
mkdir -p "$install" "$links"
printf '#!/bin/bash\n. "$FAKE/tools/tool.sh"\n' >"$links/azd"
chmod 755 "$links/azd"
