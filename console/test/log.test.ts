import assert from 'node:assert/strict';
import { test } from 'node:test';
import { groupSize, highlight, LogLines, longestLine, searchLines } from '../src/model/log.ts';

test('Lines come together from pieces, and the last one may lack its end', () => {
  const log = new LogLines();
  log.append('a\nb');
  log.append('c\n--- attempt 2: pod x ---\nd');
  assert.deepEqual(
    log.lines.map((l) => [l.text, l.note]),
    [
      ['a', false],
      ['bc', false],
      ['--- attempt 2: pod x ---', true],
    ],
  );
  log.end();
  log.end();
  assert.equal(log.lines.at(-1)?.text, 'd');
  assert.equal(log.lines.length, 4);
});

test('A color goes on over lines', () => {
  const log = new LogLines();
  log.append('\u001b[31ma\nb\u001b[0m\nc\n');
  assert.deepEqual(
    log.lines.map((l) => l.spans[0]?.classes),
    ['fg-red', 'fg-red', ''],
  );
});

test('The oldest lines of a long log are dropped and counted', () => {
  const log = new LogLines(400);
  log.append('x\n'.repeat(1399));
  assert.deepEqual([log.lines.length, log.dropped], [1399, 0]);
  log.append('y\n'.repeat(51));
  assert.deepEqual([log.lines.length, log.dropped], [450, 1000]);
  assert.equal(log.dropped % groupSize, 0);
  assert.equal(log.lines.at(-1)?.text, 'y');
});

test('A line of any length is cut into lines, and nothing of it is lost', () => {
  const log = new LogLines();
  const text = '0123456789'.repeat(2500);
  for (let at = 0; at < text.length; at += 4096) log.append(text.slice(at, at + 4096));
  log.append('\n' + text);
  log.end();
  assert.ok(log.lines.every((l) => l.text.length <= longestLine));
  assert.equal(log.lines.map((l) => l.text).join(''), text + text);
});

test('A search finds in any case, over colors, and marks what it found', () => {
  const log = new LogLines();
  log.append('one \u001b[1mTwo\u001b[0m two\nthree\n');
  assert.deepEqual(searchLines(log.lines, 'TWO'), [0]);
  assert.deepEqual(searchLines(log.lines, ''), []);
  assert.deepEqual(highlight(log.lines[0]!, 'e tw'), [
    { text: 'on', classes: '', found: false },
    { text: 'e ', classes: '', found: true },
    { text: 'Tw', classes: 'bold', found: true },
    { text: 'o', classes: 'bold', found: false },
    { text: ' two', classes: '', found: false },
  ]);
});
