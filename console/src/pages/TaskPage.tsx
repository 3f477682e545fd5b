import type { JSX } from 'preact';
import { pathOf, Problem } from '../api/client.ts';
import { useLive, useNow, useText } from '../api/hooks.ts';
import type { KubeEvent, Task } from '../api/types.ts';
import { agentOf, cronTaskOf, phaseOf, queuePosition } from '../model/filter.ts';
import { costWords, countWords } from '../model/numbers.ts';
import { formatRoute } from '../model/route.ts';
import { durationWords, momentWords, secondsBetween } from '../model/time.ts';
import { setQuery, useRoute } from '../ui/navigation.ts';
import { Ago, Empty, Facts, PhaseBadge, ProblemNote, Section } from '../ui/parts.tsx';
import { Tabs } from '../ui/Tabs.tsx';
import { YamlView } from '../ui/YamlView.tsx';
import { Conditions } from './Conditions.tsx';
import { LogView } from './LogView.tsx';
import { TaskActions } from './TaskActions.tsx';
import { Timeline } from './Timeline.tsx';

const tabs: [string, string][] = [
  ['overview', 'Overview'],
  ['log', 'Log'],
  ['instruction', 'task.md'],
  ['events', 'Events'],
  ['yaml', 'YAML'],
];

export function TaskPage({ ns, name }: { ns: string; name: string }): JSX.Element {
  const { query } = useRoute();
  const { items, synced, problem, retry } = useLive<Task>(`${pathOf('namespaces', ns, 'tasks')}?${named('metadata.name', name)}`);
  const task = items[0];
  const tab = query['tab'] ?? 'overview';
  const missing = synced && !task ? new Problem(404, `Task ${name} doesn’t exist in namespace ${ns}, or was deleted`) : null;
  return (
    <div class="page">
      <p class="crumbs">
        <a href={formatRoute('tasks', [], { ns: query['ns'] })}>Tasks</a> / {ns} /
      </p>
      <div class="heading">
        <h1>{name}</h1>
        {task ? <PhaseBadge phase={phaseOf(task)} /> : null}
        {task ? <TaskActions task={task} ns={ns} /> : null}
      </div>
      <ProblemNote problem={problem ?? missing} retry={retry} />
      {task ? (
        <>
          {task.status?.message ? <p class="lead">{task.status.message}</p> : null}
          <Tabs
            tabs={tabs}
            current={tab}
            label="Parts of the Task"
            onChoose={(next) => setQuery({ tab: next === 'overview' ? '' : next })}
          />
          <div id="tab-panel" role="tabpanel" aria-labelledby={`tab-${tab}`} tabIndex={-1}>
            {tab === 'overview' ? <Overview task={task} ns={ns} /> : null}
            {tab === 'log' ? <LogView task={task} ns={ns} /> : null}
            {tab === 'instruction' ? <Instruction ns={ns} name={name} task={task} /> : null}
            {tab === 'events' ? <Events ns={ns} name={name} /> : null}
            {tab === 'yaml' ? <YamlView object={task} /> : null}
          </div>
        </>
      ) : null}
    </div>
  );
}

function named(field: string, name: string): string {
  return `fieldSelector=${encodeURIComponent(`${field}=${name}`)}`;
}

function Overview({ task, ns }: { task: Task; ns: string }): JSX.Element {
  const now = useNow();
  const status = task.status ?? {};
  const usage = status.usage ?? {};
  const seconds = secondsBetween(status.startTime, status.completionTime, now);
  const cronTask = cronTaskOf(task);
  const position = queuePosition(task);
  return (
    <div class="columns">
      <div>
        <Section title="Timeline">
          <Timeline task={task} now={now} />
        </Section>
        <Section title="Conditions">
          <Conditions conditions={status.conditions} now={now} />
        </Section>
      </div>
      <div>
        <Section title="Facts">
          <Facts
            facts={[
              ['Agent', <a href={formatRoute('agents', [], { ns })}>{agentOf(task)}</a>],
              ['CronTask', cronTask ? <a href={formatRoute('crontasks', [], { ns })}>{cronTask}</a> : ''],
              ['Queue position', position === null ? '' : String(position)],
              ['Duration', seconds === null ? '' : durationWords(seconds)],
              ['Exit code', status.exitCode === undefined ? '' : String(status.exitCode)],
              ['Job', status.jobName ?? ''],
              ['Pod', status.podName ?? ''],
              ['Image', status.agent?.image ?? ''],
              ['Created', momentWords(task.metadata.creationTimestamp)],
            ]}
          />
        </Section>
        <Section title="Usage">
          {usage.totalTokens === undefined ? (
            <Empty>The agent has reported no usage.</Empty>
          ) : (
            <Facts
              facts={[
                ['Tokens', countWords(usage.totalTokens)],
                ['Input', countWords(usage.inputTokens)],
                ['Output', countWords(usage.outputTokens)],
                ['Read from the cache', countWords(usage.cacheReadTokens)],
                ['Written to the cache', countWords(usage.cacheWriteTokens)],
                ['Turns', status.turns === undefined ? '' : String(status.turns)],
                ['Cost', costWords(usage.costUSD)],
                ['Whose figure', usage.costBasis ?? ''],
              ]}
            />
          )}
        </Section>
        <Section title="Result">
          {status.result ? <pre class="text">{status.result}</pre> : <Empty>The agent has left no result.</Empty>}
        </Section>
        {status.contexts?.length ? (
          <Section title="Git Contexts">
            <Facts facts={status.contexts.map((c) => [`${c.namespace}/${c.name}`, <code>{c.commit.slice(0, 12)}</code>])} />
          </Section>
        ) : null}
      </div>
    </div>
  );
}

function Instruction({ ns, name, task }: { ns: string; name: string; task: Task }): JSX.Element {
  const { value, problem, reload } = useText(`${pathOf('namespaces', ns, 'tasks', name)}/instruction`, task.status?.jobName);
  return (
    <>
      <ProblemNote problem={problem} retry={reload} />
      {value !== null ? (
        <pre class="text" tabIndex={0}>
          {value}
        </pre>
      ) : problem ? null : (
        <Empty>Loading…</Empty>
      )}
    </>
  );
}

function Events({ ns, name }: { ns: string; name: string }): JSX.Element {
  const now = useNow();
  const { items, synced, problem, retry } = useLive<KubeEvent>(
    `${pathOf('namespaces', ns, 'events')}?${named('involvedObject.name', name)}`,
  );
  const sorted = [...items].sort((a, b) => (timeOf(b) < timeOf(a) ? -1 : 1));
  return (
    <>
      <ProblemNote problem={problem} retry={retry} />
      {synced && sorted.length === 0 ? (
        <Empty>There are no Events. Kubernetes deletes them after an hour; the conditions stay.</Empty>
      ) : null}
      <ul class="events">
        {sorted.map((event) => (
          <li key={event.metadata.uid ?? event.metadata.name} class={event.type === 'Warning' ? 'warning' : ''}>
            <strong>{event.reason}</strong>
            <span>{event.message}</span>
            <small>
              {event.type} · <Ago time={timeOf(event)} now={now} />
              {event.count && event.count > 1 ? ` · ${event.count} times` : ''}
            </small>
          </li>
        ))}
      </ul>
    </>
  );
}

function timeOf(event: KubeEvent): string {
  return event.lastTimestamp ?? event.eventTime ?? event.metadata.creationTimestamp ?? '';
}
