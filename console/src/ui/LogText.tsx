import type { JSX } from 'preact';
import { memo } from '../ui/memo.ts';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { groupSize, highlight, type Line } from '../model/log.ts';

interface Props {
  lines: Line[];
  /** How many lines came before these. */
  before: number;
  version: number;
  wrap: boolean;
  follow: boolean;
  search: string;
  /** The line that the search is at, or -1. */
  current: number;
  onLeaveEnd: () => void;
}

/** The text of a log. Lines are nodes of text, never markup. The browser leaves out groups that aren't in view (content-visibility). */
export function LogText({ lines, before, version, wrap, follow, search, current, onLeaveEnd }: Props): JSX.Element {
  const view = useRef<HTMLDivElement>(null);
  const scrolledByUs = useRef(false);
  const groups: JSX.Element[] = [];
  const all = Math.ceil(lines.length / groupSize);
  const shown = useShown(before + lines.length, all);
  const first = (all - shown) * groupSize;
  for (let from = current >= 0 ? Math.min(first, current - (current % groupSize)) : first; from < lines.length; from += groupSize) {
    const to = Math.min(from + groupSize, lines.length);
    const here = current >= from && current < to ? current - from : -1;
    const group = lines.slice(from, to);
    groups.push(<Group key={before + from} lines={group} first={group[0]!} count={group.length} search={search} current={here} />);
  }

  useLayoutEffect(() => {
    if (!follow || !view.current) return;
    scrolledByUs.current = true;
    view.current.scrollTop = view.current.scrollHeight;
  }, [version, follow, lines.length, shown]);

  useEffect(() => {
    if (current >= 0) view.current?.querySelector('.current')?.scrollIntoView({ block: 'center' });
  }, [current, search]);

  const scrolled = (): void => {
    const element = view.current;
    // The browser reports a scroll with the next frame. The log may have left the page by then.
    if (!element) return;
    const away = element.scrollHeight - element.scrollTop - element.clientHeight;
    if (!scrolledByUs.current && follow && away > 80) onLeaveEnd();
    scrolledByUs.current = false;
  };

  return (
    <div
      class={`log-text${wrap ? ' wrap' : ''}`}
      ref={view}
      tabIndex={0}
      role="log"
      aria-live="off"
      aria-label="The agent’s log"
      onScroll={scrolled}
    >
      {groups}
    </div>
  );
}

const step = 5;
const floodPause = 250;

/** How many groups are drawn, from the end: few while many lines come at once, then more with each frame, until all are there. */
function useShown(end: number, all: number): number {
  const [shown, setShown] = useState(step);
  const seen = useRef({ end: 0, flood: 0 });
  const flood = end - seen.current.end > step * groupSize;
  useEffect(() => {
    const now = performance.now();
    if (flood) setShown(step);
    seen.current = { end, flood: flood ? now : seen.current.flood };
    if (!flood && shown >= all) return undefined;
    const timer = setTimeout(() => setShown((n) => n + step), Math.max(16, seen.current.flood + floodPause - now));
    return () => clearTimeout(timer);
  }, [end, all, shown]);
  return Math.min(all, flood ? step : shown);
}

interface GroupProps {
  /** The same lines as before, if the first one and their count are. */
  lines: Line[];
  first: Line;
  count: number;
  search: string;
  /** The line of the group that the search is at, or -1. */
  current: number;
}

const Group = memo<GroupProps>(['first', 'count', 'search', 'current'], function Group({ lines, search, current }): JSX.Element {
  return (
    <div class="log-group">
      {lines.map((line, i) => (
        <div key={i} class={`line${line.note ? ' log-note' : ''}${i === current ? ' current' : ''}`}>
          {highlight(line, search).map((piece, n) =>
            piece.found ? (
              <mark key={n}>{piece.text}</mark>
            ) : piece.classes ? (
              <span key={n} class={piece.classes}>
                {piece.text}
              </span>
            ) : (
              piece.text
            ),
          )}
          {'\n'}
        </div>
      ))}
    </div>
  );
});
