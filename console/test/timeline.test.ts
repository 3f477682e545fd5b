import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Condition, Task, TaskStatus } from '../src/api/types.ts';
import { attemptsOf, timelineOf } from '../src/model/timeline.ts';

const task = (status?: TaskStatus): Task => ({
  metadata: { name: 't', creationTimestamp: '2026-01-01T00:00:00Z' },
  spec: {},
  ...(status && { status }),
});
const is = (type: string, status: 'True' | 'False', message = '', lastTransitionTime = '2026-01-01T00:00:01Z'): Condition => ({
  type,
  status,
  message,
  lastTransitionTime,
});
const words = (of: Task): string[] => timelineOf(of).map((s) => `${s.what} (${s.state})`);

test('A new Task is applied and pending', () => assert.deepEqual(words(task()), ['Applied (done)', 'Pending (now)']));

test('A Task that misses its Agent says so', () => {
  const steps = timelineOf(task({ phase: 'Pending', conditions: [is('Accepted', 'False', 'Agent "x" is missing')] }));
  assert.deepEqual(steps[1], { what: 'Waits for its Agent', state: 'now', at: '2026-01-01T00:00:01Z', detail: 'Agent "x" is missing' });
  assert.equal(steps.length, 2);
});

test('A queued Task is in the queue now', () =>
  assert.deepEqual(words(task({ phase: 'Queued', conditions: [is('Queued', 'True', 'queue position 2')] })), [
    'Applied (done)',
    'Queued (now)',
  ]));

test('A Task with a Job waits for its pod, then runs', () => {
  const begun: TaskStatus = { phase: 'Running', jobName: 't-job', startTime: '2026-01-01T00:00:02Z' };
  assert.deepEqual(words(task({ ...begun, conditions: [is('Started', 'False', 'no node fits')] })), [
    'Applied (done)',
    'Job created (done)',
    'Waits for its pod to start (now)',
  ]);
  assert.deepEqual(words(task({ ...begun, podName: 'p', conditions: [is('Queued', 'False'), is('Started', 'True')] })), [
    'Applied (done)',
    'Left the queue (done)',
    'Job created (done)',
    'Agent started (done)',
    'Runs (now)',
  ]);
});

test('A Task that completed has its end, and one that was stopped says so', () => {
  const ended: TaskStatus = {
    phase: 'Completed',
    jobName: 't-job',
    podName: 'p',
    completionTime: '2026-01-01T00:01:00Z',
    message: 'exit code 0',
  };
  const steps = timelineOf(task({ ...ended, conditions: [is('Started', 'True')] }));
  assert.deepEqual(steps.at(-1), { what: 'Completed', state: 'done', at: '2026-01-01T00:01:00Z', detail: 'exit code 0' });
  assert.equal(timelineOf(task({ ...ended, conditions: [is('Stopped', 'True')] })).at(-1)?.what, 'Stopped');
});

test('Each attempt has its Job, its pod and its end', () => {
  const steps = words(
    task({
      phase: 'Running',
      attempts: [
        { jobName: 't-job', podName: 'p1', exitCode: 1, reason: 'AgentFailed', completionTime: '2026-01-01T00:01:00Z' },
        { jobName: 't-job-2', neverStarted: true },
        { jobName: 't-job-3', podName: 'p3' },
      ],
      conditions: [is('Started', 'True')],
    }),
  );
  assert.deepEqual(steps, [
    'Applied (done)',
    'Attempt 1: Job created (done)',
    'Attempt 1: pod (done)',
    'Attempt 1: ended with exit code 1 (failed)',
    'Attempt 2: Job created (done)',
    'Attempt 2: ended before the agent started (failed)',
    'Attempt 3: Job created (done)',
    'Attempt 3: agent started (done)',
    'Runs (now)',
  ]);
});

test('The next attempt is announced', () => {
  const steps = timelineOf(task({ phase: 'Pending', nextAttemptTime: '2026-01-01T00:05:00Z', attempts: [{ jobName: 't-job' }] }));
  assert.deepEqual([steps.at(-1)?.what, steps.at(-1)?.state], ['Next attempt', 'next']);
});

test('A Task that failed before it had a Job has the time of its condition', () => {
  const steps = timelineOf(task({ phase: 'Failed', message: 'nothing to do', conditions: [is('Failed', 'True')] }));
  assert.deepEqual(steps.at(-1), { what: 'Failed', state: 'failed', at: '2026-01-01T00:00:01Z', detail: 'nothing to do' });
  assert.deepEqual(attemptsOf(task()), []);
});
