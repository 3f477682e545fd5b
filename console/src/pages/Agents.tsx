import type { JSX } from 'preact';
import { collectionOf } from '../api/client.ts';
import { useLive, useNow } from '../api/hooks.ts';
import type { Agent, DayUsage } from '../api/types.ts';
import { costWords, countWords, plural } from '../model/numbers.ts';
import { formatRoute } from '../model/route.ts';
import { durationWords } from '../model/time.ts';
import { useNamespace } from '../ui/navigation.ts';
import { Bar, Empty, Facts, ProblemNote } from '../ui/parts.tsx';

export function AgentsPage(): JSX.Element {
  const ns = useNamespace();
  const now = useNow(10_000);
  const { items, synced, problem, retry } = useLive<Agent>(collectionOf('agents', ns));
  const sorted = [...items].sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
  return (
    <div class="page">
      <div class="heading">
        <h1>Agents</h1>
      </div>
      <ProblemNote problem={problem} retry={retry} />
      {synced && items.length === 0 ? (
        <Empty>There are no Agents here. A Task needs one; the one named default is used unless it names another.</Empty>
      ) : null}
      <div class="cards">
        {sorted.map((agent) => (
          <AgentCard key={`${agent.metadata.namespace}/${agent.metadata.name}`} agent={agent} now={now} />
        ))}
      </div>
    </div>
  );
}

function AgentCard({ agent, now }: { agent: Agent; now: number }): JSX.Element {
  const { name, namespace } = agent.metadata;
  const status = agent.status ?? {};
  const most = agent.spec.maxConcurrentTasks ?? 0;
  const running = status.running ?? 0;
  const quota = agent.spec.quota;
  const started = quota ? startsWithin(status.starts ?? [], quota.windowSeconds, now) : 0;
  return (
    <article class="card">
      <header>
        <h2>
          <a href={formatRoute('tasks', [], { ns: namespace, agent: name })}>{name}</a>
        </h2>
        <small>{namespace}</small>
      </header>
      <p class="image">
        <code>{agent.spec.agentImage ?? 'the image of the KubeTaskConfig'}</code>
      </p>
      <Facts
        facts={[
          [
            'Running',
            most > 0 ? (
              <>
                {running} of {most} <Bar part={running / most} label={`${running} of ${most} slots are taken`} />
              </>
            ) : (
              <>
                {running} <small>no limit</small>
              </>
            ),
          ],
          ['Queue', plural(status.queued ?? 0, 'Task')],
          [
            'Quota',
            quota ? (
              <>
                {started} of {quota.maxTaskStarts} in {durationWords(quota.windowSeconds)}{' '}
                <Bar part={started / quota.maxTaskStarts} label={`${started} of ${quota.maxTaskStarts} Tasks started`} />
              </>
            ) : (
              <small>none</small>
            ),
          ],
          ['Contexts', agent.spec.contexts?.length ? agent.spec.contexts.map((c) => c.name).join(', ') : ''],
        ]}
      />
      <UsagePerDay days={status.usagePerDay ?? []} />
    </article>
  );
}

function UsagePerDay({ days }: { days: DayUsage[] }): JSX.Element {
  if (days.length === 0) return <p class="hint">No usage has been reported.</p>;
  const most = Math.max(...days.map((d) => d.totalTokens ?? 0), 1);
  const shown = days.slice(-7).reverse();
  return (
    <table class="usage">
      <caption>Usage per day (UTC)</caption>
      <thead>
        <tr>
          <th scope="col">Day</th>
          <th scope="col">Tasks</th>
          <th scope="col">Tokens</th>
          <th scope="col">Cost</th>
        </tr>
      </thead>
      <tbody>
        {shown.map((day) => (
          <tr key={day.date}>
            <th scope="row">{day.date}</th>
            <td>{day.tasks ?? 0}</td>
            <td>
              {countWords(day.totalTokens)} <Bar part={(day.totalTokens ?? 0) / most} label={`${day.totalTokens ?? 0} tokens`} />
            </td>
            <td>{costWords(day.costUSD)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function startsWithin(starts: string[], windowSeconds: number, now: number): number {
  return starts.filter((start) => now - Date.parse(start) < windowSeconds * 1000).length;
}
