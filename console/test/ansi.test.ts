import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseAnsi, plain, stripAnsi } from '../src/model/ansi.ts';

const e = '\u001b';

test('Text without sequences is one span without a class', () => {
  assert.deepEqual(parseAnsi('hello').spans, [{ text: 'hello', classes: '' }]);
  assert.deepEqual(parseAnsi('').spans, []);
});

test('Colors and weights become classes', () => {
  assert.deepEqual(parseAnsi(`${e}[1;31mred${e}[0m plain`).spans, [
    { text: 'red', classes: 'fg-red bold' },
    { text: ' plain', classes: '' },
  ]);
  assert.deepEqual(parseAnsi(`${e}[44;93mx`).spans, [{ text: 'x', classes: 'fg-bright-yellow bg-blue' }]);
  assert.deepEqual(parseAnsi(`${e}[mx`).spans, [{ text: 'x', classes: '' }]);
});

test('256 colors and true colors become one of the sixteen', () => {
  assert.equal(parseAnsi(`${e}[38;5;9mx`).spans[0]?.classes, 'fg-bright-red');
  assert.equal(parseAnsi(`${e}[38;5;196mx`).spans[0]?.classes, 'fg-bright-red');
  assert.equal(parseAnsi(`${e}[38;5;244mx`).spans[0]?.classes, 'fg-bright-black');
  assert.equal(parseAnsi(`${e}[38;2;0;200;0mx`).spans[0]?.classes, 'fg-green');
  assert.equal(parseAnsi(`${e}[48;2;0;0;255;1mx`).spans[0]?.classes, 'bg-bright-blue bold');
});

test('A color continues on the next line', () => {
  const first = parseAnsi(`${e}[32mgreen`);
  assert.deepEqual(parseAnsi('still', first.state).spans, [{ text: 'still', classes: 'fg-green' }]);
});

test('Other sequences are left out: cursor, title, links, private modes', () => {
  assert.equal(stripAnsi(`a${e}[2Kb${e}[?25lc${e}]0;title\u0007d${e}]8;;https://x${e}\\e${e}(Bf`), 'abcdef');
  assert.equal(stripAnsi(`${e}[>4;1mx`), 'x');
});

test('A sequence that the line cuts off isn’t shown', () => {
  assert.equal(stripAnsi(`a${e}[3`), 'a');
  assert.equal(stripAnsi(`a${e}`), 'a');
});

test('A carriage return overwrites the line, as a progress bar does', () => {
  assert.equal(stripAnsi('10 %\r50 %\r100 %'), '100 %');
  assert.equal(stripAnsi('end of Windows line\r'), 'end of Windows line');
});

test('Markup is text, and a tab stays', () => {
  assert.equal(stripAnsi('<img src=x onerror=alert(1)>\t\u0000\u0008'), '<img src=x onerror=alert(1)>\t');
});

test('The state at the beginning isn’t changed', () => {
  parseAnsi(`${e}[1mx`);
  assert.equal(plain.bold, false);
});
