#!/usr/bin/env bash
# The tests of the scripts for Argo CD, and --write for its ConfigMap; customizations.py says more.
# Needs Lua 5.1 and a python3 with PyYAML: apt-get install lua5.1 python3-yaml
set -euo pipefail
command -v lua5.1 >/dev/null || { echo 'lua5.1 is missing: apt-get install lua5.1' >&2; exit 1; }
for python in python3 /usr/bin/python3; do
  if "$python" -c 'import yaml' 2>/dev/null; then exec "$python" "$(dirname "$0")/customizations.py" "$@"; fi
done
echo 'PyYAML is missing: apt-get install python3-yaml' >&2
exit 1
