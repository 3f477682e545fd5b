import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KubeEvent } from '../src/api/types.ts';
import { startsOf } from '../src/model/scaling.ts';
import { usersOf } from '../src/model/uses.ts';

const scaled = (message: string, lastTimestamp: string, count = 1): KubeEvent => ({
  metadata: { name: message },
  reason: 'ScalingReplicaSet',
  message,
  count,
  lastTimestamp,
});

test('Starts from zero are counted, in the words of old and new versions of Kubernetes', () => {
  assert.deepEqual(
    startsOf([
      scaled('Scaled up replica set kubetask-functions-7d9 to 1 from 0', '2026-01-01T00:10:00Z', 4),
      scaled('Scaled up replica set kubetask-functions-7d9 from 1 to 3', '2026-01-01T00:11:00Z'),
      scaled('Scaled down replica set kubetask-functions-7d9 from 3 to 0', '2026-01-01T00:20:00Z'),
      scaled('Scaled up replica set kubetask-functions-7d9 to 1', '2026-01-01T00:30:00Z'),
      { ...scaled('Scaled up replica set x to 1 from 0', '2026-01-01T00:40:00Z'), reason: 'Other' },
    ]),
    { starts: 5, lastStart: '2026-01-01T00:30:00Z', lastEnd: '2026-01-01T00:20:00Z' },
  );
  assert.deepEqual(startsOf([]), { starts: 0, lastStart: '', lastEnd: '' });
});

test('A Context is used by who names it, in the own namespace unless another is named', () => {
  const found = usersOf([
    { kind: 'Agent', namespace: 'a', name: 'x', contexts: [{ name: 'guide' }, { name: 'guide' }] },
    { kind: 'Task', namespace: 'b', name: 'y', contexts: [{ name: 'guide', namespace: 'a' }] },
  ]);
  assert.deepEqual(
    found.get('a/guide')?.map((u) => u.name),
    ['x', 'y'],
  );
  assert.equal(found.get('b/guide'), undefined);
});
