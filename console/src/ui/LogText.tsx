import type { JSX } from 'preact';
import { memo } from '../ui/memo.ts';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { highlight, type Line } from '../model/log.ts';

interface Props {
  lines: Line[];
  version: number;
  wrap: boolean;
  follow: boolean;
  search: string;
  /** The line that the search is at, or -1. */
  current: number;
  onLeaveEnd: () => void;
}

const groupSize = 200;

/** The text of a log. Lines are nodes of text, never markup. The browser leaves out groups that aren't in view (content-visibility). */
export function LogText({ lines, version, wrap, follow, search, current, onLeaveEnd }: Props): JSX.Element {
  const view = useRef<HTMLDivElement>(null);
  const scrolledByUs = useRef(false);
  const groups: JSX.Element[] = [];
  for (let from = 0; from < lines.length; from += groupSize) {
    const to = Math.min(from + groupSize, lines.length);
    const here = current >= from && current < to ? current : -1;
    groups.push(<Group key={from} lines={lines} first={lines[from]!} from={from} to={to} search={search} current={here} />);
  }

  useLayoutEffect(() => {
    if (!follow || !view.current) return;
    scrolledByUs.current = true;
    view.current.scrollTop = view.current.scrollHeight;
  }, [version, follow, lines.length]);

  useEffect(() => {
    if (current >= 0) view.current?.querySelector('.current')?.scrollIntoView({ block: 'center' });
  }, [current, search]);

  const scrolled = (): void => {
    const element = view.current!;
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

interface GroupProps {
  lines: Line[];
  /** Tells a group whose lines have moved, because older ones were dropped. */
  first: Line;
  from: number;
  to: number;
  search: string;
  current: number;
}

const Group = memo(function Group({ lines, from, to, search, current }: GroupProps): JSX.Element {
  return (
    <div class="log-group">
      {lines.slice(from, to).map((line, i) => (
        <div key={from + i} class={`line${line.note ? ' log-note' : ''}${from + i === current ? ' current' : ''}`}>
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
