import type { CronTask, Task } from '../api/types.ts';
import { newestFirst } from './filter.ts';
import { plural } from './numbers.ts';
import { condition } from './timeline.ts';

/** Why due times have no Task, in words. The reasons are those of docs/crontask.md. */
const missedWords: Record<string, string> = {
  MissedSchedule: 'nothing ran when they passed, or their starting deadline had passed',
  TooManyMissedTimes: 'more than 100 due times passed while nothing ran',
  JobAlreadyActive: 'an earlier Task was still active, and the concurrency policy is Forbid',
  NameConflict: 'a Task with the name that it needs belongs to somebody else',
  Refused: 'the API server refused the Task',
};

/** One sentence about the due times without a Task; empty if there are none. */
export function missedSentence(cronTask: CronTask): string {
  const missed = cronTask.status?.missed;
  if (!missed?.count) return '';
  const why = missed.reason ? (missedWords[missed.reason] ?? missed.reason) : '';
  return `${plural(missed.count, 'due time has', 'due times have')} had no Task${why ? `: ${why}` : ''}`;
}

/** The Tasks of a CronTask as a strip, oldest first. */
export function historyOf(tasks: Task[], most = 20): Task[] {
  return [...tasks].sort(newestFirst).slice(0, most).reverse();
}

/** What keeps a CronTask from creating Tasks; empty if nothing does. */
export function troubleOf(cronTask: CronTask): string {
  const scheduled = condition(cronTask, 'Scheduled');
  return scheduled?.status === 'False' && scheduled.reason !== 'Suspended' ? (scheduled.message ?? scheduled.reason ?? '') : '';
}

/** The due times to show: those that the API calculated, or the one in the status. A suspended CronTask has none. */
export function dueTimesOf(cronTask: CronTask, calculated: string[] | null): string[] {
  if (cronTask.spec.suspend) return [];
  if (calculated) return calculated;
  return cronTask.status?.nextScheduleTime ? [cronTask.status.nextScheduleTime] : [];
}
