import { useEffect, useState } from 'preact/hooks';
import { get, getText, Problem } from './client.ts';
import { acquire, type LiveList, type LiveState } from './live.ts';
import { attention } from './attention.ts';
import { awaited } from './waking.ts';
import { Store, useStore } from './store.ts';
import type { KubeObject } from './types.ts';

const againAfter = 3000;
const nothing = new Store<LiveState<never>>({ items: [], synced: false, problem: null });

/** A live collection. A null path has no objects. */
export function useLive<T extends KubeObject>(path: string | null): LiveState<T> & { retry: () => void } {
  const watched = path === null ? null : `${path}${path.includes('?') ? '&' : '?'}watch=true`;
  const [list, setList] = useState<LiveList<T> | null>(null);
  useEffect(() => {
    if (watched === null) {
      setList(null);
      return undefined;
    }
    const { list: acquired, release } = acquire<T>(watched);
    setList(acquired);
    return release;
  }, [watched]);
  const state = useStore((list?.state ?? nothing) as Store<LiveState<T>>);
  return { ...state, retry: () => list?.restart() };
}

export interface Read<T> {
  value: T | null;
  problem: Problem | null;
  reload: () => void;
}

/** Reads a path once, and again on request, when its key changes, or after a problem that passes by itself. */
export function useRead<T>(path: string | null, key: unknown = null): Read<T> {
  return useAnswer(path, key, get<T>);
}

/** Reads text. */
export function useText(path: string | null, key: unknown = null): Read<string> {
  return useAnswer(path, key, getText);
}

function useAnswer<T>(path: string | null, key: unknown, read: (path: string, signal: AbortSignal) => Promise<T>): Read<T> {
  const [state, setState] = useState<{ path: string | null; value: T | null; problem: Problem | null }>({
    path,
    value: null,
    problem: null,
  });
  const [round, setRound] = useState(0);
  useEffect(() => {
    if (path === null) return undefined;
    const ending = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    awaited(read(path, ending.signal)).then(
      (value) => setState({ path, value, problem: null }),
      (error: unknown) => {
        if (ending.signal.aborted) return;
        if (!(error instanceof Problem)) throw error;
        setState((before) => ({ path, value: before.path === path ? before.value : null, problem: error }));
        if (error.passing) timer = setTimeout(() => setRound((r) => r + 1), Math.max(againAfter, (error.retryAfterSeconds ?? 0) * 1000));
      },
    );
    return () => {
      ending.abort();
      clearTimeout(timer);
    };
  }, [path, round, key]);
  const fits = state.path === path;
  return { value: fits ? state.value : null, problem: fits ? state.problem : null, reload: () => setRound((r) => r + 1) };
}

/** The present, again every second or so as long as somebody looks. */
export function useNow(everyMilliseconds = 1000): number {
  const [now, setNow] = useState(Date.now());
  const looking = useStore(attention);
  useEffect(() => {
    if (!looking) return undefined;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), everyMilliseconds);
    return () => clearInterval(timer);
  }, [looking, everyMilliseconds]);
  return now;
}
