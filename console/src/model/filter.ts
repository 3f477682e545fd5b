import type { Task } from '../api/types.ts';

export interface TaskFilter {
  phase: string;
  agent: string;
  cronTask: string;
  text: string;
}

export const noFilter: TaskFilter = { phase: '', agent: '', cronTask: '', text: '' };
export const cronTaskLabel = 'kubetask.io/crontask';

export function agentOf(task: Task): string {
  return task.spec.agentRef || 'default';
}

/** The CronTask that made the Task, by its label; empty if there is none. */
export function cronTaskOf(task: Task): string {
  return task.metadata.labels?.[cronTaskLabel] ?? '';
}

export function phaseOf(task: Task): string {
  return task.status?.phase ?? 'Pending';
}

/** The place in the queue of the Agent, from the message; null if the Task isn't queued. */
export function queuePosition(task: Task): number | null {
  if (phaseOf(task) !== 'Queued') return null;
  const found = /queue position (\d+)/.exec(task.status?.message ?? '');
  return found ? Number(found[1]) : null;
}

/** Whether every word of the text is in the name, the namespace, the Agent, the message or the description. */
export function matches(task: Task, filter: TaskFilter): boolean {
  if (filter.phase && phaseOf(task) !== filter.phase) return false;
  if (filter.agent && agentOf(task) !== filter.agent) return false;
  if (filter.cronTask && cronTaskOf(task) !== filter.cronTask) return false;
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return true;
  const text = [task.metadata.name, task.metadata.namespace, agentOf(task), task.status?.message, task.spec.description]
    .join('\n')
    .toLowerCase();
  return words.every((word) => text.includes(word));
}

/** The Tasks that match, newest first; of the same second, by name. */
export function select(tasks: Iterable<Task>, filter: TaskFilter): Task[] {
  const chosen: Task[] = [];
  for (const task of tasks) if (matches(task, filter)) chosen.push(task);
  return chosen.sort(newestFirst);
}

export function newestFirst(a: Task, b: Task): number {
  const [left, right] = [a.metadata.creationTimestamp ?? '', b.metadata.creationTimestamp ?? ''];
  if (left !== right) return left < right ? 1 : -1;
  return a.metadata.name < b.metadata.name ? -1 : a.metadata.name > b.metadata.name ? 1 : 0;
}

/** The different values that the Tasks have, sorted, for a list to choose from. */
export function valuesOf(tasks: Iterable<Task>, value: (task: Task) => string): string[] {
  const found = new Set<string>();
  for (const task of tasks) found.add(value(task));
  found.delete('');
  return [...found].sort();
}
