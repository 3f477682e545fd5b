import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';

// The page's globals, as far as the live list uses them.
let changeVisibility: () => void = () => undefined;
const page = {
  visibilityState: 'visible',
  addEventListener: (_: string, listener: () => void) => {
    changeVisibility = listener;
  },
};
Object.assign(globalThis, { document: page });

interface Answer {
  status?: number;
  problem?: object;
  pieces?: string[];
  /** Whether the stream stays open after its pieces. */
  open?: boolean;
}

let answers: Answer[] = [];
let requests: { path: string; lastId: string | null; signal: AbortSignal | null }[] = [];
const encoder = new TextEncoder();

globalThis.fetch = (async (path: string, call: RequestInit) => {
  requests.push({ path, lastId: new Headers(call.headers).get('Last-Event-ID'), signal: call.signal ?? null });
  const answer = answers.shift() ?? { open: true };
  if (answer.status) {
    return new Response(JSON.stringify(answer.problem), {
      status: answer.status,
      headers: { 'Content-Type': 'application/problem+json' },
    });
  }
  const body = new ReadableStream({
    start(controller) {
      for (const piece of answer.pieces ?? []) controller.enqueue(encoder.encode(piece));
      if (!answer.open) controller.close();
      call.signal?.addEventListener('abort', () => controller.error(new Error('aborted')));
    },
  });
  return new Response(body);
}) as typeof fetch;

const { acquire, forgetAll } = await import('../src/api/live.ts');
const { attention } = await import('../src/api/attention.ts');

const event = (type: string, name: string, version: number): string =>
  `event: ${type}\nid: ${version}\ndata: ${JSON.stringify({ metadata: { namespace: 'a', name, resourceVersion: String(version) } })}\n\n`;
const synced = (version: number): string => `event: synced\nid: ${version}\ndata: {}\n\n`;

async function until(what: () => boolean): Promise<void> {
  const begun = Date.now();
  while (!what()) {
    assert.ok(Date.now() - begun < 5000, 'it takes too long');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

afterEach(() => {
  forgetAll();
  answers = [];
  requests = [];
});

test('A list is whole when it is synced, then follows the changes', async () => {
  answers = [
    {
      pieces: [event('added', 'x', 1) + event('added', 'y', 2), synced(2), event('deleted', 'x', 3) + event('modified', 'y', 4)],
      open: true,
    },
  ];
  const { list, release } = acquire('/api/v1/tasks?watch=true');
  await until(() => list.state.value.items.length === 1);
  assert.equal(list.state.value.synced, true);
  assert.equal(list.state.value.items[0]?.metadata.resourceVersion, '4');
  release();
});

test('A stream that breaks off continues after its last event', async () => {
  answers = [{ pieces: [event('added', 'x', 1), synced(7)] }, { pieces: [event('added', 'y', 8)], open: true }];
  const { list, release } = acquire('/api/v1/agents?watch=true');
  await until(() => list.state.value.items.length === 2);
  assert.deepEqual(
    requests.map((r) => r.lastId),
    [null, '7'],
  );
  release();
});

test('A forgotten version begins the list anew, without what is gone', async () => {
  answers = [
    { pieces: [event('added', 'gone', 1), event('added', 'kept', 2), synced(7)] },
    { pieces: ['event: error\ndata: {"status": 410, "detail": "forgotten"}\n\n'] },
    { pieces: [event('added', 'kept', 2), synced(20)], open: true },
  ];
  const { list, release } = acquire('/api/v1/contexts?watch=true');
  await until(() => requests.length === 3 && list.state.value.items.length === 1);
  assert.equal(list.state.value.items[0]?.metadata.name, 'kept');
  assert.deepEqual(
    requests.map((r) => r.lastId),
    [null, '7', null],
  );
  release();
});

test('A refusal is shown, and isn’t repeated until somebody asks', async () => {
  answers = [{ status: 403, problem: { detail: 'cannot list' } }];
  const { list, release } = acquire('/api/v1/events?watch=true');
  await until(() => list.state.value.problem !== null);
  assert.equal(list.state.value.problem?.message, 'cannot list');
  await new Promise((resolve) => setTimeout(resolve, 700));
  assert.equal(requests.length, 1);
  answers = [{ pieces: [synced(1)], open: true }];
  list.restart();
  await until(() => list.state.value.synced);
  assert.equal(list.state.value.problem, null);
  release();
});

test('A tab in the background has no stream, and continues when it is seen again', async () => {
  answers = [{ pieces: [event('added', 'x', 1), synced(5)], open: true }];
  const { list, release } = acquire('/api/v1/crontasks?watch=true');
  await until(() => list.state.value.synced);
  await new Promise((resolve) => setTimeout(resolve, 20));
  attention.set(false);
  assert.equal(requests[0]?.signal?.aborted, true);
  answers = [{ pieces: [event('added', 'y', 6)], open: true }];
  page.visibilityState = 'visible';
  changeVisibility();
  await until(() => list.state.value.items.length === 2);
  assert.equal(requests[1]?.lastId, '5');
  release();
});

test('A list that nobody uses any more closes its stream, keeps its objects, and goes on where it was', async () => {
  answers = [{ pieces: [event('added', 'one', 1), synced(7)], open: true }];
  const before = acquire('/api/v1/namespaces/a/tasks?watch=true');
  await until(() => before.list.state.value.synced);
  before.release();
  await until(() => requests[0]?.signal?.aborted === true);
  const { list, release } = acquire('/api/v1/namespaces/a/tasks?watch=true');
  assert.equal(list.state.value.items.length, 1);
  await until(() => requests.length === 2);
  assert.equal(requests[1]?.lastId, '7');
  release();
});
