import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { scrollFor, visibleRows } from '../model/virtual.ts';

interface Props<T> {
  items: T[];
  keyOf: (item: T) => string;
  columns: string[];
  label: string;
  row: (item: T) => ComponentChildren;
  onOpen: (item: T) => void;
}

const wideRow = 38;
const narrowRow = 76;
const narrow = matchMedia('(max-width: 720px)');

/** A long table of which only the rows in view are drawn. j, k and the arrows move, Enter opens. */
export function VirtualTable<T>({ items, keyOf, columns, label, row, onOpen }: Props<T>): JSX.Element {
  const view = useRef<HTMLDivElement>(null);
  const space = useRef<HTMLDivElement>(null);
  const [scroll, setScroll] = useState({ top: 0, height: 600 });
  const [active, setActive] = useState('');
  const [rowHeight, setRowHeight] = useState(narrow.matches ? narrowRow : wideRow);
  const at = items.findIndex((item) => keyOf(item) === active);

  useEffect(() => {
    const change = (): void => setRowHeight(narrow.matches ? narrowRow : wideRow);
    narrow.addEventListener('change', change);
    const element = view.current!;
    const measure = (): void => setScroll({ top: element.scrollTop, height: element.clientHeight });
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    element.addEventListener('scroll', measure, { passive: true });
    return () => {
      narrow.removeEventListener('change', change);
      observer.disconnect();
      element.removeEventListener('scroll', measure);
    };
  }, []);

  useLayoutEffect(() => {
    space.current?.style.setProperty('height', `${items.length * rowHeight}px`);
  }, [items.length, rowHeight]);

  const move = (index: number): void => {
    const item = items[Math.min(items.length - 1, Math.max(0, index))];
    if (item === undefined) return;
    setActive(keyOf(item));
    const top = scrollFor(items.indexOf(item), rowHeight, view.current!.scrollTop, view.current!.clientHeight);
    if (top !== null) view.current!.scrollTop = top;
  };

  const keys: Record<string, () => void> = {
    j: () => move(at + 1),
    ArrowDown: () => move(at + 1),
    k: () => move(at < 0 ? 0 : at - 1),
    ArrowUp: () => move(at < 0 ? 0 : at - 1),
    Home: () => move(0),
    End: () => move(items.length - 1),
    PageDown: () => move(at + Math.floor(scroll.height / rowHeight)),
    PageUp: () => move(at - Math.floor(scroll.height / rowHeight)),
    Enter: () => {
      if (items[at] !== undefined) onOpen(items[at]);
    },
  };

  // j and k work wherever the reader is, but in a field. The next key may come before the next frame.
  useLayoutEffect(() => {
    const press = (event: KeyboardEvent): void => {
      const target = event.target as HTMLElement;
      if (event.ctrlKey || event.metaKey || event.altKey || target.closest('input, textarea, select, dialog')) return;
      const inTable = view.current?.contains(target);
      const everywhere = event.key === 'j' || event.key === 'k' || (event.key === 'Enter' && target === document.body);
      if (!(inTable || everywhere) || (event.key === 'Enter' && target.closest('a, button'))) return;
      const action = keys[event.key];
      if (!action) return;
      event.preventDefault();
      action();
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  });

  const { from, to } = visibleRows(items.length, rowHeight, scroll.top, scroll.height);
  return (
    <div class="table" role="grid" aria-label={label} aria-rowcount={items.length + 1} aria-colcount={columns.length}>
      <div role="rowgroup">
        <div class="row head" role="row" aria-rowindex={1}>
          {columns.map((column) => (
            <span key={column} role="columnheader">
              {column}
            </span>
          ))}
        </div>
      </div>
      <div class="rows" role="rowgroup" ref={view} tabIndex={0} aria-label={`${label}, rows`}>
        <div class="space" role="presentation" ref={space}>
          {items.slice(from, to).map((item, i) => (
            <Row
              key={keyOf(item)}
              top={(from + i) * rowHeight}
              index={from + i + 2}
              active={keyOf(item) === active}
              onClick={() => {
                setActive(keyOf(item));
                onOpen(item);
              }}
            >
              {row(item)}
            </Row>
          ))}
        </div>
      </div>
    </div>
  );
}

interface RowProps {
  top: number;
  index: number;
  active: boolean;
  onClick: () => void;
  children: ComponentChildren;
}

function Row({ top, index, active, onClick, children }: RowProps): JSX.Element {
  const element = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    element.current?.style.setProperty('transform', `translateY(${top}px)`);
  }, [top]);
  return (
    <div
      ref={element}
      class={`row${active ? ' active' : ''}`}
      role="row"
      aria-rowindex={index}
      aria-selected={active}
      onClick={(event) => {
        // A link in the row works as links do; selected text isn't a click.
        if (!(event.target as HTMLElement).closest('a, button') && !getSelection()?.toString()) onClick();
      }}
    >
      {children}
    </div>
  );
}
