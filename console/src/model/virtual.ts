/** The rows of a long list that are in view, and a few around them. All rows have one height. */
export function visibleRows(
  count: number,
  rowHeight: number,
  scrollTop: number,
  viewHeight: number,
  margin = 8,
): { from: number; to: number } {
  const first = Math.floor(Math.max(0, scrollTop) / rowHeight);
  const last = Math.ceil((Math.max(0, scrollTop) + viewHeight) / rowHeight);
  const to = Math.min(count, last + margin);
  return { from: Math.max(0, Math.min(first - margin, to)), to };
}

/** Where to scroll to so that a row is in view; null if it is already. */
export function scrollFor(row: number, rowHeight: number, scrollTop: number, viewHeight: number): number | null {
  const top = row * rowHeight;
  if (top < scrollTop) return top;
  return top + rowHeight > scrollTop + viewHeight ? top + rowHeight - viewHeight : null;
}
