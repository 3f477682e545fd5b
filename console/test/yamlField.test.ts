import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lineOf } from '../src/model/yamlField.ts';

const text =
  'apiVersion: kubetask.io/v1alpha1\nmetadata:\n  name: x\nspec:\n  contexts:\n    - name: a\n    - name: b\n      mountPath: c\n';

test('The line of a field is found, in lists too', () => {
  assert.equal(lineOf(text, 'metadata.name'), 3);
  assert.equal(lineOf(text, 'spec.contexts[1].mountPath'), 8);
  assert.equal(lineOf(text, 'spec.contexts[1]'), 7);
});

test('A field that is missing has the line of what is around it', () => {
  assert.equal(lineOf(text, 'spec.description'), 4);
  assert.equal(lineOf(text, 'nothing'), null);
  assert.equal(lineOf('', 'spec'), null);
});
