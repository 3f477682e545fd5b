// Times in words. Every function gets the present time, so that all rows of a table agree and tests need no clock.

const units: [string, number][] = [
  ['d', 86_400],
  ['h', 3600],
  ['m', 60],
  ['s', 1],
];

/** A duration as kubectl writes it, such as 45s, 3m20s, 2h5m or 4d: at most two units. */
export function durationWords(seconds: number): string {
  let left = Math.max(0, Math.floor(seconds));
  const parts: string[] = [];
  for (const [unit, size] of units) {
    const count = Math.floor(left / size);
    if (count === 0 && parts.length === 0 && unit !== 's') continue;
    left -= count * size;
    if (count > 0 || parts.length === 0) parts.push(`${count}${unit}`);
    if (parts.length === 2 || unit === 's' || (unit === 'd' && count >= 7)) break;
    if (parts.length === 1 && left < (size === 86_400 ? 3600 : size === 3600 ? 60 : 1)) break;
  }
  return parts.join('');
}

/** The seconds from one time to another, or to the present; null without a beginning. */
export function secondsBetween(from: string | undefined, to: string | undefined, now: number): number | null {
  if (!from) return null;
  const begin = Date.parse(from);
  const end = to ? Date.parse(to) : now;
  return Number.isNaN(begin) || Number.isNaN(end) ? null : Math.max(0, (end - begin) / 1000);
}

/** Such as "3m ago" or "in 2h". */
export function relativeWords(time: string | undefined, now: number): string {
  if (!time) return '';
  const seconds = (now - Date.parse(time)) / 1000;
  if (Number.isNaN(seconds)) return '';
  if (Math.abs(seconds) < 1) return 'now';
  return seconds > 0 ? `${durationWords(seconds)} ago` : `in ${durationWords(-seconds)}`;
}

/** The moment itself, in the reader's own time zone. */
export function momentWords(time: string | undefined): string {
  if (!time) return '';
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return time;
  return date.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
}

/** The time of day and the weekday, in a time zone. */
export function dueWords(time: string, timeZone: string): string {
  const format: Intl.DateTimeFormatOptions = {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  };
  const date = new Date(time);
  try {
    return new Intl.DateTimeFormat('en-GB', { ...format, timeZone }).format(date);
  } catch (error) {
    // A zone that the API server knows and this browser doesn't: the time is right in UTC, too.
    if (error instanceof RangeError) return `${new Intl.DateTimeFormat('en-GB', { ...format, timeZone: 'UTC' }).format(date)} UTC`;
    throw error;
  }
}
