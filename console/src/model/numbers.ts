/** Such as 950, 32.5k or 1.2M. */
export function countWords(count: number | undefined): string {
  if (count === undefined) return '';
  if (count < 1000) return String(count);
  const [size, unit] = count < 999_950 ? [1000, 'k'] : count < 999_950_000 ? [1_000_000, 'M'] : [1_000_000_000, 'G'];
  return `${(count / (size as number)).toFixed(1).replace(/\.0$/, '')}${unit}`;
}

/** US dollars: cents for what costs a dollar or more, four digits for less. */
export function costWords(cost: number | undefined): string {
  if (cost === undefined) return '';
  return cost === 0 ? '$0' : cost >= 1 ? `$${cost.toFixed(2)}` : cost < 0.0001 ? '<$0.0001' : `$${cost.toFixed(4)}`;
}

/** "1 Task", "2 Tasks". */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
