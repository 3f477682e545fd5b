import type { JSX } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { collectionOf } from '../api/client.ts';
import { useLive, useNow } from '../api/hooks.ts';
import type { Task } from '../api/types.ts';
import { agentOf, cronTaskOf, phaseOf, queuePosition, select, valuesOf, type TaskFilter } from '../model/filter.ts';
import { costWords, countWords, plural } from '../model/numbers.ts';
import { formatRoute } from '../model/route.ts';
import { durationWords, secondsBetween } from '../model/time.ts';
import { go, setQuery, useNamespace, useRoute } from '../ui/navigation.ts';
import { Age, Empty, PhaseBadge, ProblemNote } from '../ui/parts.tsx';
import { VirtualTable } from '../ui/VirtualTable.tsx';

const columns = ['Task', 'Phase', 'Message', 'Agent', 'Duration', 'Tokens', 'Cost', 'Age'];
const phases = ['Pending', 'Queued', 'Running', 'Completed', 'Failed'];

export function TasksPage(): JSX.Element {
  const ns = useNamespace();
  const { query } = useRoute();
  const now = useNow();
  const { items, synced, problem, retry } = useLive<Task>(collectionOf('tasks', ns));
  const filter: TaskFilter = {
    phase: query['phase'] ?? '',
    agent: query['agent'] ?? '',
    cronTask: query['crontask'] ?? '',
    text: query['text'] ?? '',
  };
  const chosen = useMemo(() => select(items, filter), [items, filter.phase, filter.agent, filter.cronTask, filter.text]);
  const agents = useMemo(() => valuesOf(items, agentOf), [items]);
  const cronTasks = useMemo(() => valuesOf(items, cronTaskOf), [items]);
  const counts = useMemo(() => countPhases(items), [items]);
  const open = (task: Task): void => go('tasks', [task.metadata.namespace ?? ns, task.metadata.name], { ns });
  return (
    <div class="page tasks-page">
      <div class="heading">
        <h1>Tasks</h1>
        <a class="button primary" href={formatRoute('new', [], { ns })}>
          New Task
        </a>
      </div>
      <div class="filters" role="search" aria-label="Filter the Tasks">
        <SearchField value={filter.text} />
        <Choice label="Phase" all="All phases" value={filter.phase} values={phases} name="phase" counts={counts} />
        <Choice label="Agent" all="All Agents" value={filter.agent} values={agents} name="agent" />
        <Choice label="CronTask" all="All CronTasks" value={filter.cronTask} values={cronTasks} name="crontask" />
        <span class="count" role="status">
          {!synced && !problem
            ? 'Loading…'
            : chosen.length === items.length
              ? plural(items.length, 'Task')
              : `${chosen.length} of ${plural(items.length, 'Task')}`}
        </span>
      </div>
      <ProblemNote problem={problem} retry={retry} />
      {synced && chosen.length === 0 ? (
        <Empty>
          {items.length === 0
            ? 'There are no Tasks here yet. Create one, or choose another namespace.'
            : 'No Task matches the filter. Press Esc in the search field to clear it.'}
        </Empty>
      ) : (
        <VirtualTable
          items={chosen}
          keyOf={(task) => `${task.metadata.namespace}/${task.metadata.name}`}
          columns={columns}
          label="Tasks"
          onOpen={open}
          row={(task) => <TaskRow task={task} ns={ns} now={now} />}
        />
      )}
    </div>
  );
}

function TaskRow({ task, ns, now }: { task: Task; ns: string; now: number }): JSX.Element {
  const status = task.status;
  const position = queuePosition(task);
  const seconds = secondsBetween(status?.startTime, status?.completionTime, now);
  return (
    <>
      <span role="gridcell" class="name">
        <a href={formatRoute('tasks', [task.metadata.namespace ?? ns, task.metadata.name], { ns })} tabIndex={-1}>
          {task.metadata.name}
        </a>
        {ns ? null : <small>{task.metadata.namespace}</small>}
      </span>
      <span role="gridcell" class="phase-cell">
        <PhaseBadge phase={phaseOf(task)} />
        {position === null ? null : <small title="Queue position">#{position}</small>}
      </span>
      <span role="gridcell" class="message" title={status?.message}>
        {status?.message}
      </span>
      <span role="gridcell" class="agent">
        {agentOf(task)}
      </span>
      <span role="gridcell" class="number duration">
        {seconds === null ? '' : durationWords(seconds)}
      </span>
      <span role="gridcell" class="number tokens">
        {countWords(status?.usage?.totalTokens)}
      </span>
      <span role="gridcell" class="number cost">
        {costWords(status?.usage?.costUSD)}
      </span>
      <span role="gridcell" class="number age">
        <Age time={task.metadata.creationTimestamp} now={now} />
      </span>
    </>
  );
}

function SearchField({ value }: { value: string }): JSX.Element {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.key !== '/' || (event.target as HTMLElement).closest('input, textarea, select')) return;
      event.preventDefault();
      field.current?.focus();
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, []);
  return (
    <input
      ref={field}
      class="search"
      type="search"
      value={value}
      placeholder="Search ( / )"
      aria-label="Search in names, messages and descriptions"
      onInput={(event) => setQuery({ text: event.currentTarget.value })}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        setQuery({ text: '', phase: '', agent: '', crontask: '' });
        event.currentTarget.blur();
      }}
    />
  );
}

interface ChoiceProps {
  label: string;
  all: string;
  name: string;
  value: string;
  values: string[];
  counts?: Map<string, number>;
}

function Choice({ label, all, name, value, values, counts }: ChoiceProps): JSX.Element {
  const listed = value && !values.includes(value) ? [value, ...values] : values;
  return (
    <select aria-label={label} value={value} onChange={(event) => setQuery({ [name]: event.currentTarget.value })}>
      <option value="">{all}</option>
      {listed.map((one) => (
        <option key={one} value={one}>
          {counts ? `${one} (${counts.get(one) ?? 0})` : one}
        </option>
      ))}
    </select>
  );
}

function countPhases(tasks: Task[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const task of tasks) counts.set(phaseOf(task), (counts.get(phaseOf(task)) ?? 0) + 1);
  return counts;
}
