#!/bin/sh
# The smallest agent: prints what it was given, and succeeds.
workspace=${WORKSPACE_DIR:-/workspace}
# Without a sandbox the workspace lies below this folder; paths are shown as a container would see them.
root=${KUBETASK_SANDBOX_ROOT:-}
newline='
'

echo "=== Task Content ==="
# -L: ConfigMap and Secret volumes hold symbolic links. Names that begin with ".." are the kubelet's own copies of the same files.
find -L "$workspace" \( -name '..?*' -o -name .git \) -prune -o -type f -print 2>/dev/null | LC_ALL=C sort | while IFS= read -r file; do
    printf -- '--- %s ---\n' "${file#"$root"}"
    cat -- "$file" || continue
    # A file without a newline at its end must not run into the next heading; a NUL byte is not a newline either.
    if [ -s "$file" ] && [ "$(tail -c 1 -- "$file" | tr '\0' x; printf x)" != "${newline}x" ]; then
        echo
    fi
done
echo "=== Task Completed ==="
