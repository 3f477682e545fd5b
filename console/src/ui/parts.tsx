import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Problem } from '../api/client.ts';
import { durationWords, momentWords, relativeWords, secondsBetween } from '../model/time.ts';

export function PhaseBadge({ phase }: { phase: string }): JSX.Element {
  return (
    <span class={`phase phase-${phase.toLowerCase()}`}>
      <span class="dot" aria-hidden="true" />
      {phase}
    </span>
  );
}

export function Ago({ time, now }: { time: string | undefined; now: number }): JSX.Element | null {
  return time ? (
    <time dateTime={time} title={momentWords(time)}>
      {relativeWords(time, now)}
    </time>
  ) : null;
}

/** How old something is, as kubectl's column AGE says it. */
export function Age({ time, now }: { time: string | undefined; now: number }): JSX.Element | null {
  const seconds = secondsBetween(time, undefined, now);
  return time && seconds !== null ? (
    <time dateTime={time} title={momentWords(time)}>
      {durationWords(seconds)}
    </time>
  ) : null;
}

interface ButtonProps {
  onPress: () => void;
  children: ComponentChildren;
  primary?: boolean;
  danger?: boolean;
  busy?: boolean;
  /** Why it can't be pressed. It is shown to pointers, and read to others. */
  disabledReason?: string;
}

/** A button that says why it is disabled: it can still be reached by keyboard, so that the reason is read. */
export function Button({ onPress, children, primary, danger, busy, disabledReason }: ButtonProps): JSX.Element {
  const disabled = Boolean(disabledReason) || busy;
  return (
    <button
      type="button"
      class={`button${primary ? ' primary' : ''}${danger ? ' danger' : ''}`}
      aria-disabled={disabled ? 'true' : undefined}
      aria-busy={busy ? 'true' : undefined}
      title={disabledReason || undefined}
      onClick={() => {
        if (!disabled) onPress();
      }}
    >
      {children}
      {disabledReason ? <span class="for-readers">. {disabledReason}</span> : null}
    </button>
  );
}

export function ProblemNote({ problem, retry }: { problem: Problem | null; retry?: () => void }): JSX.Element | null {
  if (!problem) return null;
  const title = problem.status === 403 ? 'You have no right to see this' : problem.passing ? 'Not up to date' : 'This didn’t work';
  return (
    <div class={`note ${problem.passing ? 'note-warning' : 'note-error'}`} role="alert">
      <strong>{title}.</strong> {sentence(problem.message)}
      {problem.errors.length > 0 ? (
        <ul>
          {problem.errors.map((e) => (
            <li key={`${e.field} ${e.message}`}>
              {e.field ? <code>{e.field}</code> : null} {e.message}
            </li>
          ))}
        </ul>
      ) : null}
      {retry ? (
        <button type="button" class="button small" onClick={retry}>
          Try again
        </button>
      ) : null}
    </div>
  );
}

export function Section({
  title,
  children,
  aside,
}: {
  title: string;
  children: ComponentChildren;
  aside?: ComponentChildren;
}): JSX.Element {
  return (
    <section class="section">
      <header>
        <h2>{title}</h2>
        {aside}
      </header>
      {children}
    </section>
  );
}

export function Facts({ facts }: { facts: [string, ComponentChildren][] }): JSX.Element {
  return (
    <dl class="facts">
      {facts
        .filter(([, value]) => value !== '' && value !== null && value !== undefined)
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

export function Empty({ children }: { children: ComponentChildren }): JSX.Element {
  return <p class="empty">{children}</p>;
}

/** A bar whose width is a part of a whole. The width is set by script, because the page's policy forbids style attributes. */
export function Bar({ part, label }: { part: number; label: string }): JSX.Element {
  const bar = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    bar.current?.style.setProperty('width', `${Math.round(Math.min(1, Math.max(0, part)) * 100)}%`);
  }, [part]);
  return (
    <span class="bar" title={label}>
      <span ref={bar} />
    </span>
  );
}

export function sentence(text: string): string {
  const begun = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(begun) ? begun : `${begun}.`;
}
