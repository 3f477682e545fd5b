#!/usr/bin/env bash
# Writes the newest versions of npm's agents into agents/versions.env and agents/cli, and prints what has changed.
#
#   agents/update-versions.sh                    the agents of npm
#   agents/update-versions.sh goose VERSION      a release of Goose, with the checksums of its archives
#
# Run `make test-agents` afterwards: a new version may have another stream.
set -euo pipefail
cd "$(dirname "$0")"

put() { # variable, value
  local old
  old=$(sed -n "s/^$1=//p" versions.env)
  if [ "$old" = "$2" ]; then return; fi
  sed -i "s/^$1=.*/$1=$2/" versions.env
  printf '%s: %s -> %s\n' "$1" "${old:-none}" "$2"
}

if [ "${1:-}" = goose ]; then
  version=${2:?which version}
  for pair in AMD64:x86_64 ARM64:aarch64; do
    url=https://github.com/block/goose/releases/download/v$version/goose-${pair#*:}-unknown-linux-gnu.tar.bz2
    sum=$(curl -fsSL "$url" | sha256sum | cut -d' ' -f1)
    put "GOOSE_SHA256_${pair%:*}" "$sum"
  done
  put GOOSE_VERSION "$version"
  exit
fi

changed=
for pair in CLAUDE_VERSION:@anthropic-ai/claude-code GEMINI_VERSION:@google/gemini-cli CODEX_VERSION:@openai/codex \
  OPENCODE_VERSION:opencode-ai; do
  package=${pair#*:}
  newest=$(npm view "$package" version)
  line=$(put "${pair%%:*}" "$newest")
  [ -n "$line" ] || continue
  changed=1
  printf '%s\n' "$line"
  sed -i "s,\"$package\": \"[^\"]*\",\"$package\": \"$newest\"," cli/package.json
done
[ -n "$changed" ] || { echo 'nothing has changed'; exit; }
npm install --prefix cli --package-lock-only --no-audit --no-fund >/dev/null
