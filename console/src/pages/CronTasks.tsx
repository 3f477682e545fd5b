import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { collectionOf, pathOf, post } from '../api/client.ts';
import { useLive, useNow, useRead } from '../api/hooks.ts';
import { useRight } from '../api/rights.ts';
import type { CronTask, Task } from '../api/types.ts';
import { dueTimesOf, historyOf, missedSentence, troubleOf } from '../model/cron.ts';
import { cronTaskOf, phaseOf } from '../model/filter.ts';
import { formatRoute } from '../model/route.ts';
import { dueWords, momentWords, relativeWords } from '../model/time.ts';
import { useAction } from '../ui/actions.ts';
import { useNamespace } from '../ui/navigation.ts';
import { Ago, Button, Empty, ProblemNote } from '../ui/parts.tsx';

export function CronTasksPage(): JSX.Element {
  const ns = useNamespace();
  const now = useNow();
  const { items, synced, problem, retry } = useLive<CronTask>(collectionOf('crontasks', ns));
  const tasks = useLive<Task>(collectionOf('tasks', ns)).items;
  const histories = useMemo(() => groupByCronTask(tasks), [tasks]);
  const sorted = [...items].sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
  return (
    <div class="page">
      <div class="heading">
        <h1>CronTasks</h1>
      </div>
      <ProblemNote problem={problem} retry={retry} />
      {synced && items.length === 0 ? <Empty>There are no CronTasks here.</Empty> : null}
      <div class="cards">
        {sorted.map((one) => (
          <CronTaskCard
            key={`${one.metadata.namespace}/${one.metadata.name}`}
            cronTask={one}
            tasks={histories.get(`${one.metadata.namespace}/${one.metadata.name}`) ?? []}
            now={now}
          />
        ))}
      </div>
    </div>
  );
}

function CronTaskCard({ cronTask, tasks, now }: { cronTask: CronTask; tasks: Task[]; now: number }): JSX.Element {
  const { name, namespace = '' } = cronTask.metadata;
  const { busy, run } = useAction();
  const patch = useRight(namespace, 'patch', 'crontasks');
  const path = pathOf('namespaces', namespace, 'crontasks', name);
  const zone = cronTask.spec.timeZone || 'UTC';
  const suspended = Boolean(cronTask.spec.suspend);
  const times = useRead<{ times: string[] }>(`${path}/times?count=5`, cronTask.status?.nextScheduleTime ?? cronTask.spec.schedule);
  const due = dueTimesOf(cronTask, times.value?.times ?? null);
  const missed = missedSentence(cronTask);
  const trouble = troubleOf(cronTask);
  const change = (what: string, done: string): void =>
    run(what, async () => {
      await post(`${path}/${what}`);
      return done;
    });
  return (
    <article class={`card${suspended ? ' quiet' : ''}`}>
      <header>
        <h2>{name}</h2>
        <small>{namespace}</small>
        {suspended ? <span class="tag">Suspended</span> : null}
      </header>
      <p>
        <code>{cronTask.spec.schedule}</code> <small>{zone}</small>
      </p>
      {trouble ? <p class="note note-error">{trouble}</p> : null}
      <div class="strip">
        <span class="for-readers">{stripWords(tasks)}</span>
        {historyOf(tasks).map((task) => (
          <a
            key={task.metadata.name}
            href={formatRoute('tasks', [namespace, task.metadata.name])}
            class={`bead bead-${phaseOf(task).toLowerCase()}`}
            title={`${task.metadata.name}: ${phaseOf(task)}, ${relativeWords(task.metadata.creationTimestamp, now)}`}
            tabIndex={-1}
            aria-hidden="true"
          />
        ))}
        {tasks.length === 0 ? <small aria-hidden="true">No Tasks yet</small> : null}
      </div>
      {missed ? (
        <p class="missed">
          {missed}. <small>The last one: {momentWords(cronTask.status?.missed?.last)}.</small>
        </p>
      ) : null}
      {due.length > 0 ? (
        <ol class="due" aria-label="Next due times">
          {due.map((time) => (
            <li key={time}>
              <time dateTime={time}>{dueWords(time, zone)}</time> <small>{relativeWords(time, now)}</small>
            </li>
          ))}
        </ol>
      ) : (
        <p class="hint">{suspended ? 'No Task is created while it is suspended.' : 'No due time is known.'}</p>
      )}
      <footer class="buttons">
        <Button
          busy={busy === 'trigger'}
          disabledReason={patch.reason}
          onPress={() => change('trigger', `${name} was triggered. Its Task appears in a moment.`)}
        >
          Trigger now
        </Button>
        {suspended ? (
          <Button busy={busy === 'resume'} disabledReason={patch.reason} onPress={() => change('resume', `${name} creates Tasks again.`)}>
            Resume
          </Button>
        ) : (
          <Button busy={busy === 'suspend'} disabledReason={patch.reason} onPress={() => change('suspend', `${name} is suspended.`)}>
            Suspend
          </Button>
        )}
        <small>Last Task: {cronTask.status?.lastScheduleTime ? <Ago time={cronTask.status.lastScheduleTime} now={now} /> : 'none'}</small>
      </footer>
    </article>
  );
}

function groupByCronTask(tasks: Task[]): Map<string, Task[]> {
  const groups = new Map<string, Task[]>();
  for (const task of tasks) {
    const cronTask = cronTaskOf(task);
    if (!cronTask) continue;
    const key = `${task.metadata.namespace}/${cronTask}`;
    groups.set(key, [...(groups.get(key) ?? []), task]);
  }
  return groups;
}

function stripWords(tasks: Task[]): string {
  const shown = historyOf(tasks).map(phaseOf);
  return shown.length === 0 ? 'No Tasks yet' : `The last ${shown.length} Tasks, oldest first: ${shown.join(', ')}`;
}
