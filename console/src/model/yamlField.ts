import { isCollection, isMap, isPair, isScalar, isSeq, parseDocument, LineCounter } from 'yaml';

/** The number of the line in which a field is, or of the nearest field around it; null if the text has none of them. */
export function lineOf(text: string, field: string): number | null {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter });
  let offset: number | null = null;
  let node: unknown = document.contents;
  for (const part of field.match(/[^.[\]]+/g) ?? []) {
    if (!isCollection(node)) break;
    if (isSeq(node)) {
      node = node.items[Number(part)];
      offset = startOf(node) ?? offset;
    } else if (isMap(node)) {
      const pair = node.items.find((p) => isPair(p) && isScalar(p.key) && String(p.key.value) === part);
      if (!pair) break;
      offset = startOf(pair.key) ?? offset;
      node = pair.value;
    }
  }
  return offset === null ? null : counter.linePos(offset).line;
}

function startOf(node: unknown): number | null {
  const range = (node as { range?: [number, number, number] } | null)?.range;
  return range ? range[0] : null;
}
