import assert from 'node:assert/strict';
import { test } from 'node:test';
import { draftOf, emptyDraft, formFieldOf, taskOf } from '../src/model/draft.ts';

test('A draft without a name asks for a generated one, and leaves out what is empty', () => {
  assert.deepEqual(taskOf({ ...emptyDraft, description: 'Say hello', contexts: [{ name: '' }, { name: 'guide', mountPath: '' }] }), {
    apiVersion: 'kubetask.io/v1alpha1',
    kind: 'Task',
    metadata: { generateName: 'task-' },
    spec: { description: 'Say hello', contexts: [{ name: 'guide' }] },
  });
});

test('A copy of a Task keeps what the form has no field for, and not its name or KubeTask’s labels', () => {
  const draft = draftOf({
    metadata: { name: 'old', labels: { team: 'a', 'kubetask.io/crontask': 'nightly' } },
    spec: { description: 'x', agentRef: 'claude', retry: { limit: 2 } },
  });
  const copy = taskOf({ ...draft, name: 'new' });
  assert.deepEqual(copy.metadata, { name: 'new', labels: { team: 'a' } });
  assert.deepEqual(copy.spec, { agentRef: 'claude', description: 'x', retry: { limit: 2 } });
});

test('An error is shown at the field that it is about', () => {
  assert.equal(formFieldOf('spec.description'), 'description');
  assert.equal(formFieldOf('metadata.name'), 'name');
  assert.equal(formFieldOf('spec.contexts[1].mountPath'), 'contexts.1.mountPath');
  assert.equal(formFieldOf('spec.contexts[0]'), 'contexts.0.name');
  assert.equal(formFieldOf('spec.retry.limit'), null);
});
