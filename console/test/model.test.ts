import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CronTask, Task } from '../src/api/types.ts';
import { dueTimesOf, historyOf, missedSentence, troubleOf } from '../src/model/cron.ts';
import { matches, noFilter, queuePosition, select, valuesOf, agentOf } from '../src/model/filter.ts';
import { costWords, countWords, plural } from '../src/model/numbers.ts';
import { formatRoute, parseRoute, parseTokenAddress } from '../src/model/route.ts';
import { dueWords, durationWords, relativeWords, secondsBetween } from '../src/model/time.ts';
import { scrollFor, visibleRows } from '../src/model/virtual.ts';

function task(name: string, more: Partial<Task> = {}, created = '2026-01-01T00:00:00Z'): Task {
  return { spec: {}, ...more, metadata: { name, namespace: 'team-a', creationTimestamp: created, ...more.metadata } };
}

test('Durations have at most two units', () => {
  const expected: [number, string][] = [
    [0, '0s'],
    [0.4, '0s'],
    [45, '45s'],
    [60, '1m'],
    [200, '3m20s'],
    [3600, '1h'],
    [3605, '1h'],
    [7500, '2h5m'],
    [86_400, '1d'],
    [90_000, '1d1h'],
    [86_400 * 9 + 3600, '9d'],
    [-5, '0s'],
  ];
  for (const [seconds, words] of expected) assert.equal(durationWords(seconds), words, String(seconds));
});

test('Times are relative to a given present', () => {
  const now = Date.parse('2026-01-01T00:10:00Z');
  assert.equal(relativeWords('2026-01-01T00:07:00Z', now), '3m ago');
  assert.equal(relativeWords('2026-01-01T02:10:00Z', now), 'in 2h');
  assert.equal(relativeWords(undefined, now), '');
  assert.equal(relativeWords('nonsense', now), '');
  assert.equal(secondsBetween('2026-01-01T00:00:00Z', undefined, now), 600);
  assert.equal(secondsBetween('2026-01-01T00:00:00Z', '2026-01-01T00:00:30Z', now), 30);
  assert.equal(secondsBetween(undefined, undefined, now), null);
});

test('A due time is shown in the time zone of its CronTask', () => {
  assert.equal(dueWords('2026-01-05T01:00:00Z', 'Europe/Berlin'), 'Mon 5 Jan, 02:00');
  assert.match(dueWords('2026-01-05T01:00:00Z', 'Nowhere/Land'), /01:00 UTC$/);
});

test('Counts and costs are short', () => {
  assert.deepEqual([950, 32_500, 1_000, 999_999, 2_000_000_000].map(countWords), ['950', '32.5k', '1k', '1M', '2G']);
  assert.deepEqual([0, 0.0421, 12.345, 0.00001].map(costWords), ['$0', '$0.0421', '$12.35', '<$0.0001']);
  assert.equal(countWords(undefined) + costWords(undefined), '');
  assert.deepEqual([plural(1, 'Task'), plural(2, 'Task')], ['1 Task', '2 Tasks']);
});

test('A filter needs every word, in any field, in any case', () => {
  const one = task('update-a', {
    spec: { description: 'Update Dependencies', agentRef: 'claude' },
    status: { phase: 'Failed', message: 'exit code 1' },
  });
  assert.ok(matches(one, { ...noFilter, text: 'depend CODE' }));
  assert.ok(!matches(one, { ...noFilter, text: 'depend nothing' }));
  assert.ok(matches(one, { ...noFilter, phase: 'Failed', agent: 'claude' }));
  assert.ok(!matches(one, { ...noFilter, phase: 'Running' }));
  assert.ok(!matches(one, { ...noFilter, cronTask: 'nightly' }));
  assert.ok(matches(task('x'), { ...noFilter, agent: 'default', phase: 'Pending' }));
});

test('Tasks are listed newest first', () => {
  const tasks = [task('b'), task('a'), task('new', {}, '2026-02-01T00:00:00Z')];
  assert.deepEqual(
    select(tasks, noFilter).map((t) => t.metadata.name),
    ['new', 'a', 'b'],
  );
  assert.deepEqual(valuesOf(tasks, agentOf), ['default']);
});

test('The queue position comes from the message of a queued Task', () => {
  const message = 'queue position 2: Agent default runs at most 2 Tasks at once';
  assert.equal(queuePosition(task('x', { status: { phase: 'Queued', message } })), 2);
  assert.equal(queuePosition(task('x', { status: { phase: 'Running', message } })), null);
});

test('A route is read as it was written', () => {
  const written = formatRoute('tasks', ['team-a', 'a/b %'], { phase: 'Failed', agent: undefined, text: 'a&b' });
  assert.deepEqual(parseRoute(written), { page: 'tasks', path: ['team-a', 'a/b %'], query: { phase: 'Failed', text: 'a&b' } });
  assert.deepEqual(parseRoute(''), { page: 'tasks', path: [], query: {} });
  assert.deepEqual(parseRoute('#/tasks/%').path, ['%']);
});

test('Only the rows in view and a margin are drawn', () => {
  assert.deepEqual(visibleRows(5000, 40, 4000, 400, 5), { from: 95, to: 115 });
  assert.deepEqual(visibleRows(3, 40, 0, 400), { from: 0, to: 3 });
  assert.deepEqual(visibleRows(0, 40, 900, 400), { from: 0, to: 0 });
  assert.deepEqual(visibleRows(10, 40, 99_999, 400, 2), { from: 10, to: 10 });
});

test('A row is scrolled into view only if it is outside', () => {
  assert.equal(scrollFor(2, 40, 0, 400), null);
  assert.equal(scrollFor(20, 40, 0, 400), 440);
  assert.equal(scrollFor(1, 40, 400, 400), 40);
});

const cron = (more: Partial<CronTask>): CronTask => ({ metadata: { name: 'nightly' }, spec: { schedule: '0 2 * * *' }, ...more });

test('Missed due times are explained', () => {
  assert.equal(missedSentence(cron({})), '');
  assert.equal(
    missedSentence(cron({ status: { missed: { count: 1, reason: 'JobAlreadyActive' } } })),
    '1 due time has had no Task: an earlier Task was still active, and the concurrency policy is Forbid',
  );
  assert.equal(missedSentence(cron({ status: { missed: { count: 3, reason: 'Unheard' } } })), '3 due times have had no Task: Unheard');
});

test('The due times come from the API, and a suspended CronTask has none', () => {
  const next = cron({ status: { nextScheduleTime: '2026-01-05T01:00:00Z' } });
  assert.deepEqual(dueTimesOf(next, null), ['2026-01-05T01:00:00Z']);
  assert.deepEqual(dueTimesOf(next, ['a', 'b']), ['a', 'b']);
  assert.deepEqual(dueTimesOf(cron({ spec: { schedule: 'x', suspend: true } }), ['a']), []);
});

test('The strip has the latest Tasks, oldest first', () => {
  const tasks = [task('b', {}, '2026-02-01T00:00:00Z'), task('a', {}, '2026-01-01T00:00:00Z'), task('c', {}, '2026-03-01T00:00:00Z')];
  assert.deepEqual(
    historyOf(tasks, 2).map((t) => t.metadata.name),
    ['b', 'c'],
  );
});

test('Suspension is no trouble, an invalid schedule is', () => {
  const withReason = (reason: string): CronTask =>
    cron({ status: { conditions: [{ type: 'Scheduled', status: 'False', reason, message: 'why' }] } });
  assert.equal(troubleOf(withReason('Suspended')), '');
  assert.equal(troubleOf(withReason('InvalidSchedule')), 'why');
});

test('The token of a printed address is taken out, and the namespace is kept', () => {
  assert.deepEqual(parseTokenAddress('#token=aB-1_x.y'), { token: 'aB-1_x.y', rest: '#/tasks' });
  assert.deepEqual(parseTokenAddress('#token=a%2Bb+c=&ns=team-a'), { token: 'a+b+c=', rest: '#/tasks?ns=team-a' });
  assert.deepEqual(parseTokenAddress('#token=x&ns='), { token: 'x', rest: '#/tasks' });
  for (const other of ['', '#', '#token=', '#token=&ns=a', '#/tasks?token=x', '#token=x&page=y'])
    assert.equal(parseTokenAddress(other), null);
});
