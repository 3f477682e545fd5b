import { EventParser, type ServerEvent } from '../model/sse.ts';
import { Problem, send } from './client.ts';
import { Store } from './store.ts';
import type { KubeObject } from './types.ts';
import { attention } from './attention.ts';
import { awaited } from './waking.ts';

export interface LiveState<T> {
  items: T[];
  /** Whether the list is whole. */
  synced: boolean;
  /** Why it isn't up to date; null if it is. */
  problem: Problem | null;
}

const drawEvery = 120;
const longestTask = 30;
/** A page that is left and the next one may use the same list. */
const streamLingers = 300;
const listLingers = 60_000;
const firstPause = 500;
const longestPause = 15_000;

/** The objects of a collection, kept up to date by server-sent events as long as somebody looks. */
export class LiveList<T extends KubeObject> {
  readonly state = new Store<LiveState<T>>({ items: [], synced: false, problem: null });
  readonly #path: string;
  #objects = new Map<string, T>();
  #unseen: Set<string> | null = null;
  #synced = false;
  #lastId = '';
  #pause = firstPause;
  #ending: AbortController | null = null;
  #drawing: ReturnType<typeof setTimeout> | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  start(): void {
    if (this.#ending) return;
    this.#ending = new AbortController();
    void this.#run(this.#ending.signal);
  }

  stop(): void {
    this.#ending?.abort();
    this.#ending = null;
  }

  /** Begins again, after a problem that doesn't pass by itself. */
  restart(): void {
    this.stop();
    this.#pause = firstPause;
    this.start();
  }

  async #run(ending: AbortSignal): Promise<void> {
    while (!ending.aborted) {
      let problem: Problem | null = null;
      try {
        await this.#stream(ending);
      } catch (error) {
        if (ending.aborted) return;
        // A stream that breaks off while it is read is a TypeError; anything else is a fault of the page.
        if (!(error instanceof Problem || error instanceof TypeError)) throw error;
        problem = error instanceof Problem ? error : new Problem(0, 'the connection broke off');
      }
      if (problem?.status === 410) {
        this.#lastId = '';
        continue;
      }
      if (problem) this.#draw(problem);
      if (problem && !problem.passing) return;
      await sleep(Math.max(this.#pause, (problem?.retryAfterSeconds ?? 0) * 1000), ending);
      this.#pause = Math.min(this.#pause * 2, longestPause);
    }
  }

  async #stream(ending: AbortSignal): Promise<void> {
    const headers: Record<string, string> = { Accept: 'text/event-stream' };
    if (this.#lastId) headers['Last-Event-ID'] = this.#lastId;
    else this.#unseen = new Set(this.#objects.keys());
    const response = await awaited(send(this.#path, { signal: ending, headers }));
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    const parser = new EventParser();
    if (this.#lastId) {
      this.#pause = firstPause;
      this.#draw(null);
    }
    let since = performance.now();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      for (const event of parser.push(value)) {
        this.#apply(event);
        if (performance.now() - since > longestTask) {
          // Many objects come at once: the reader's clicks come between them.
          await new Promise((resolve) => setTimeout(resolve));
          since = performance.now();
        }
      }
      // Only a whole list can be continued.
      if (parser.lastId && this.#synced && !this.#unseen) this.#lastId = parser.lastId;
    }
  }

  #apply(event: ServerEvent): void {
    if (event.type === 'error') {
      const problem = JSON.parse(event.data) as { status?: number; detail?: string };
      throw new Problem(problem.status ?? 0, problem.detail ?? 'the watch ended');
    }
    if (event.type === 'synced') {
      for (const key of this.#unseen ?? []) this.#objects.delete(key);
      this.#unseen = null;
      this.#synced = true;
      this.#pause = firstPause;
      this.#draw(null);
      return;
    }
    const object = JSON.parse(event.data) as T;
    const key = `${object.metadata.namespace ?? ''}/${object.metadata.name}`;
    this.#unseen?.delete(key);
    if (event.type === 'deleted') this.#objects.delete(key);
    else if (event.type === 'added' || event.type === 'modified') this.#objects.set(key, object);
    this.#drawing ??= setTimeout(() => this.#draw(this.state.value.problem), drawEvery);
  }

  #draw(problem: Problem | null): void {
    clearTimeout(this.#drawing);
    this.#drawing = undefined;
    this.state.set({ items: [...this.#objects.values()], synced: this.#synced, problem });
  }
}

interface Shared {
  list: LiveList<KubeObject>;
  users: number;
  ending?: ReturnType<typeof setTimeout>;
  forgetting?: ReturnType<typeof setTimeout>;
}

const shared = new Map<string, Shared>();

/**
 * The list of a path, which several parts of the page may use. What nobody uses keeps its objects for a while, so that going back to a page
 * is instant, but not its stream: a browser has six connections to a server, for all of its tabs.
 */
export function acquire<T extends KubeObject>(path: string): { list: LiveList<T>; release: () => void } {
  let entry = shared.get(path);
  if (!entry) {
    entry = { list: new LiveList<KubeObject>(path), users: 0 };
    shared.set(path, entry);
  }
  const held = entry;
  clearTimeout(held.ending);
  clearTimeout(held.forgetting);
  held.users++;
  if (attention.value) held.list.start();
  return {
    list: held.list as unknown as LiveList<T>,
    release: () => {
      if (--held.users > 0) return;
      held.ending = setTimeout(() => held.list.stop(), streamLingers);
      held.forgetting = setTimeout(() => {
        if (shared.get(path) === held) shared.delete(path);
      }, listLingers);
    },
  };
}

/** Somebody else looks now: nothing of what the one before might see stays. */
export function forgetAll(): void {
  for (const { list, ending, forgetting } of shared.values()) {
    clearTimeout(ending);
    clearTimeout(forgetting);
    list.stop();
  }
  shared.clear();
}

attention.subscribe(() => {
  for (const { list, users } of shared.values()) {
    if (attention.value && users > 0) list.start();
    else list.stop();
  }
});

function sleep(milliseconds: number, ending: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    ending.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
