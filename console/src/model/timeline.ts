import type { Attempt, Condition, Task } from '../api/types.ts';

export type StepState = 'done' | 'now' | 'failed' | 'next';

export interface Step {
  what: string;
  /** When it happened, if the status says so. */
  at?: string;
  state: StepState;
  detail?: string;
}

/** What happened to a Task, oldest first, from its status alone. */
export function timelineOf(task: Task): Step[] {
  const status = task.status ?? {};
  const phase = status.phase ?? 'Pending';
  const steps: Step[] = [];
  push(steps, 'Applied', task.metadata.creationTimestamp, 'done');

  const accepted = condition(task, 'Accepted');
  if (accepted?.status === 'False') push(steps, 'Waits for its Agent', accepted.lastTransitionTime, open(phase), accepted.message);
  const contexts = condition(task, 'ContextsResolved');
  if (contexts?.status === 'False') push(steps, 'Waits for its Contexts', contexts.lastTransitionTime, open(phase), contexts.message);

  const queued = condition(task, 'Queued');
  if (queued?.status === 'True') push(steps, 'Queued', queued.lastTransitionTime, phase === 'Queued' ? 'now' : 'done', queued.message);
  else if (queued) push(steps, 'Left the queue', queued.lastTransitionTime, 'done', queued.message);

  const attempts = attemptsOf(task);
  attempts.forEach((attempt, i) => addAttempt(steps, task, attempt, i, attempts.length));
  addEnd(steps, task, phase, attempts.length > 0);
  return steps;
}

/** The attempts so far. The status lists them only if there are several; one is in the status itself. */
export function attemptsOf(task: Task): Attempt[] {
  const status = task.status ?? {};
  if (status.attempts?.length) return status.attempts;
  if (!status.jobName) return [];
  return [
    {
      jobName: status.jobName,
      ...(status.podName !== undefined && { podName: status.podName }),
      ...(status.startTime !== undefined && { startTime: status.startTime }),
      ...(status.completionTime !== undefined && { completionTime: status.completionTime }),
      ...(status.exitCode !== undefined && { exitCode: status.exitCode }),
    },
  ];
}

export function condition(task: { status?: { conditions?: Condition[] } }, type: string): Condition | undefined {
  return task.status?.conditions?.find((c) => c.type === type);
}

function addAttempt(steps: Step[], task: Task, attempt: Attempt, index: number, count: number): void {
  const last = index === count - 1;
  const prefix = count > 1 ? `Attempt ${index + 1}: ` : '';
  push(steps, `${prefix}Job created`, attempt.startTime, 'done', attempt.jobName);
  const started = condition(task, 'Started');
  if (!last) {
    const how = attempt.neverStarted ? 'ended before the agent started' : `ended${exit(attempt)}`;
    if (attempt.podName) push(steps, `${prefix}pod`, undefined, 'done', attempt.podName);
    push(steps, `${prefix}${how}`, attempt.completionTime, 'failed', attempt.reason);
    return;
  }
  if (started?.status === 'True') {
    push(steps, `${prefix}agent started`, started.lastTransitionTime, 'done', attempt.podName && `in pod ${attempt.podName}`);
  } else if (attempt.podName) {
    push(steps, `${prefix}pod`, undefined, 'done', attempt.podName);
  }
  const running = task.status?.phase === 'Running';
  if (running && !attempt.completionTime && started?.status !== 'True') {
    push(steps, `${prefix}waits for its pod to start`, started?.lastTransitionTime, 'now', started?.message);
  }
}

function addEnd(steps: Step[], task: Task, phase: string, began: boolean): void {
  const status = task.status ?? {};
  if (phase === 'Completed')
    push(steps, condition(task, 'Stopped')?.status === 'True' ? 'Stopped' : 'Completed', end(task), 'done', status.message);
  else if (phase === 'Failed') push(steps, 'Failed', end(task), 'failed', status.message);
  else if (status.nextAttemptTime) push(steps, 'Next attempt', status.nextAttemptTime, 'next', status.message);
  else if (phase === 'Running' && condition(task, 'Started')?.status === 'True') push(steps, 'Runs', undefined, 'now', status.message);
  else if (!began && phase === 'Pending' && !steps.some((s) => s.state === 'now')) push(steps, 'Pending', undefined, 'now', status.message);
}

/** When it ended. A Task that failed before it had a Job has no completionTime; its condition has the time. */
function end(task: Task): string | undefined {
  return task.status?.completionTime ?? condition(task, 'Failed')?.lastTransitionTime ?? condition(task, 'Complete')?.lastTransitionTime;
}

function open(phase: string): StepState {
  return phase === 'Failed' ? 'failed' : phase === 'Pending' ? 'now' : 'done';
}

function exit(attempt: Attempt): string {
  return attempt.exitCode === undefined ? '' : ` with exit code ${attempt.exitCode}`;
}

function push(steps: Step[], what: string, at: string | undefined, state: StepState, detail?: string): void {
  const text = what.charAt(0).toUpperCase() + what.slice(1);
  steps.push({ what: text, state, ...(at !== undefined && { at }), ...(detail && { detail }) });
}
