import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';

interface Props {
  tabs: [string, string][];
  current: string;
  label: string;
  onChoose: (tab: string) => void;
}

/** Tabs as the ARIA practices describe them: the arrows move between them. */
export function Tabs({ tabs, current, label, onChoose }: Props): JSX.Element {
  const list = useRef<HTMLDivElement>(null);
  const move = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (!step) return;
    event.preventDefault();
    const at = tabs.findIndex(([key]) => key === current);
    const next = (at + step + tabs.length) % tabs.length;
    onChoose(tabs[next]![0]);
    (list.current?.children[next] as HTMLElement | undefined)?.focus();
  };
  return (
    <div class="tabs" role="tablist" aria-label={label} ref={list} onKeyDown={move}>
      {tabs.map(([key, title]) => (
        <button
          key={key}
          id={`tab-${key}`}
          type="button"
          role="tab"
          aria-selected={key === current}
          aria-controls="tab-panel"
          tabIndex={key === current ? 0 : -1}
          onClick={() => onChoose(key)}
        >
          {title}
        </button>
      ))}
    </div>
  );
}
