import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EventParser } from '../src/model/sse.ts';

const stream = ': alive\n\nevent: added\nid: 7\ndata: {"a":1}\n\nid: 9\n\nevent: synced\r\ndata: x\r\ndata: y\r\n\r\ndata:z\n\n';
const expected = [
  { type: 'added', data: '{"a":1}' },
  { type: 'synced', data: 'x\ny' },
  { type: 'message', data: 'z' },
];

test('Events are read, comments are not, and an id without data counts', () => {
  const parser = new EventParser();
  assert.deepEqual(parser.push(stream), expected);
  assert.equal(parser.lastId, '9');
});

test('The pieces may end anywhere', () => {
  for (let size = 1; size < 9; size++) {
    const parser = new EventParser();
    const events = [];
    for (let i = 0; i < stream.length; i += size) events.push(...parser.push(stream.slice(i, i + size)));
    assert.deepEqual(events, expected, `in pieces of ${size}`);
  }
});

test('Half an event isn’t given', () => {
  const parser = new EventParser();
  assert.deepEqual(parser.push('event: added\nid: 7\ndata: {}\n'), []);
  assert.equal(parser.lastId, '');
});
