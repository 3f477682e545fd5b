import type { JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { attention } from '../api/attention.ts';
import { pathOf, Problem, send } from '../api/client.ts';
import { useStore } from '../api/store.ts';
import type { Task } from '../api/types.ts';
import { phaseOf } from '../model/filter.ts';
import { LogLines, searchLines } from '../model/log.ts';
import { attemptsOf } from '../model/timeline.ts';
import { useAction } from '../ui/actions.ts';
import { LogText } from '../ui/LogText.tsx';
import { Button, Empty, ProblemNote } from '../ui/parts.tsx';

const drawEvery = 100;
const againAfter = 2000;
const longestTask = 30;

export function LogView({ task, ns }: { task: Task; ns: string }): JSX.Element {
  const name = task.metadata.name;
  const path = `${pathOf('namespaces', ns, 'tasks', name)}/logs`;
  const live = !['Completed', 'Failed'].includes(phaseOf(task));
  const count = attemptsOf(task).length;
  const [attempt, setAttempt] = useState('');
  const [follow, setFollow] = useState(true);
  const [wrap, setWrap] = useState(true);
  const [search, setSearch] = useState('');
  const [match, setMatch] = useState(0);
  const { log, version, problem, reading, retry } = useLog(path, live, attempt);
  const found = useMemo(() => searchLines(log.lines, search), [log, version, search]);
  const { busy, run } = useAction();
  const step = (by: number): void => setMatch((m) => (found.length ? (m + by + found.length) % found.length : 0));
  return (
    <div class="log">
      <div class="log-tools">
        <input
          type="search"
          aria-label="Search in the log"
          placeholder="Search in the log"
          value={search}
          onInput={(event) => {
            setSearch(event.currentTarget.value);
            setMatch(0);
            setFollow(false);
          }}
          onKeyDown={(event) => {
            if (event.key === 'Enter') step(event.shiftKey ? -1 : 1);
            else if (event.key === 'Escape') setSearch('');
          }}
        />
        {search ? (
          <span role="status" class="count">
            {found.length ? `${Math.min(match + 1, found.length)} of ${found.length}` : 'Not found'}
          </span>
        ) : null}
        {count > 1 ? (
          <select aria-label="Attempt" value={attempt} onChange={(event) => setAttempt(event.currentTarget.value)}>
            <option value="">{live ? 'Latest attempt, and those after it' : 'Latest attempt'}</option>
            {Array.from({ length: count }, (_, i) => (
              <option key={i} value={String(i + 1)}>
                Attempt {i + 1}
              </option>
            ))}
          </select>
        ) : null}
        <label class="check">
          <input type="checkbox" checked={follow} onChange={(event) => setFollow(event.currentTarget.checked)} /> Follow
        </label>
        <label class="check">
          <input type="checkbox" checked={wrap} onChange={(event) => setWrap(event.currentTarget.checked)} /> Wrap
        </label>
        <Button
          busy={busy === 'download'}
          onPress={() =>
            run('download', async () => {
              await download(attempt ? `${path}?attempt=${attempt}` : path, `${name}.log`);
              return 'The log was downloaded.';
            })
          }
        >
          Download
        </Button>
      </div>
      <ProblemNote problem={problem} retry={retry} />
      {log.dropped > 0 ? (
        <p class="hint">The first {log.dropped.toLocaleString('en')} lines aren’t shown. A download has all that is kept.</p>
      ) : null}
      {log.lines.length === 0 && !problem ? (
        <Empty>{reading ? (live ? 'The agent has written nothing yet.' : 'Loading…') : 'The log is empty.'}</Empty>
      ) : (
        <LogText
          lines={log.lines}
          before={log.dropped}
          version={version}
          wrap={wrap}
          follow={follow}
          search={search}
          current={found[match] ?? -1}
          onLeaveEnd={() => setFollow(false)}
        />
      )}
    </div>
  );
}

/**
 * The log as it comes. A tab in the background stops reading, and starts again from the beginning. So does a log that breaks off; what
 * was there stays until the new one comes.
 */
function useLog(
  path: string,
  live: boolean,
  attempt: string,
): { log: LogLines; version: number; problem: Problem | null; reading: boolean; retry: () => void } {
  const log = useRef(new LogLines());
  const [version, setVersion] = useState(0);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [reading, setReading] = useState(true);
  const [round, setRound] = useState(0);
  const looking = useStore(attention);
  // A Task that ends while its log is followed doesn't begin again: the stream ends by itself.
  const following = useRef(live);
  const shown = useRef('');
  useEffect(() => {
    if (!looking) return undefined;
    const ending = new AbortController();
    const fresh = new LogLines();
    if (shown.current !== attempt) log.current = fresh;
    shown.current = attempt;
    setReading(true);
    let timer: ReturnType<typeof setTimeout> | undefined;
    let again: ReturnType<typeof setTimeout> | undefined;
    const draw = (): void => {
      timer = undefined;
      if (ending.signal.aborted) return;
      log.current = fresh;
      setProblem(null);
      setVersion((v) => v + 1);
    };
    const query = [following.current ? 'follow=true' : '', attempt ? `attempt=${attempt}` : ''].filter(Boolean).join('&');
    const read = async (): Promise<void> => {
      const response = await send(query ? `${path}?${query}` : path, { signal: ending.signal });
      const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
      let since = performance.now();
      for (;;) {
        const { done, value } = await reader.read();
        if (done) break;
        fresh.append(value);
        timer ??= setTimeout(draw, drawEvery);
        if (performance.now() - since > longestTask) {
          // A long log comes at once: the reader's clicks come between its pieces.
          await new Promise((resolve) => setTimeout(resolve));
          since = performance.now();
        }
      }
      fresh.end();
      draw();
    };
    read()
      .catch((error: unknown) => {
        if (ending.signal.aborted) return;
        if (!(error instanceof Problem || error instanceof TypeError)) throw error;
        const found = error instanceof Problem ? error : new Problem(0, 'the log broke off; it is read again');
        clearTimeout(timer);
        setProblem(found);
        if (found.passing) again = setTimeout(() => setRound((r) => r + 1), againAfter);
      })
      .finally(() => {
        if (!ending.signal.aborted) setReading(false);
      });
    return () => {
      ending.abort();
      clearTimeout(timer);
      clearTimeout(again);
    };
  }, [path, attempt, round, looking]);
  return { log: log.current, version, problem, reading, retry: () => setRound((r) => r + 1) };
}

async function download(path: string, name: string): Promise<void> {
  const blob = await (await send(path)).blob();
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
