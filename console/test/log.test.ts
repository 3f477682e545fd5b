import assert from 'node:assert/strict';
import { test } from 'node:test';
import { highlight, LogLines, searchLines } from '../src/model/log.ts';

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
  const log = new LogLines(10);
  log.append('x\n'.repeat(2000));
  assert.deepEqual([log.lines.length, log.dropped], [10, 1990]);
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
