import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { useLive, useNow, useRead } from '../api/hooks.ts';
import { collectionOf, pathOf } from '../api/client.ts';
import { attention } from '../api/attention.ts';
import type { KubeEvent, System, Task } from '../api/types.ts';
import { durationWords } from '../model/time.ts';
import { startsOf } from '../model/scaling.ts';
import { phaseOf } from '../model/filter.ts';
import { useNamespace } from '../ui/navigation.ts';
import { Ago, sentence, Empty, Facts, ProblemNote, Section } from '../ui/parts.tsx';

const everyMilliseconds = 10_000;

export function SystemPage(): JSX.Element {
  const { value, problem, reload } = useRead<System>('/api/v1/system');
  useEffect(() => {
    const timer = setInterval(() => {
      if (attention.value) reload();
    }, everyMilliseconds);
    return () => clearInterval(timer);
  }, []);
  const functions = value?.functions;
  return (
    <div class="page">
      <div class="heading">
        <h1>System</h1>
      </div>
      <ProblemNote problem={problem} retry={reload} />
      {value ? (
        <div class="columns">
          <Section title="Functions">
            {functions ? (
              <Facts
                facts={[
                  ['Ready', `${functions.ready ?? 0} of ${functions.desired ?? 0}`],
                  ['Time to wake', functions.wakeSeconds === undefined ? '' : durationWords(functions.wakeSeconds)],
                  ['Image', functions.image ?? ''],
                ]}
              />
            ) : (
              <Empty>The Deployment of the functions can’t be read.</Empty>
            )}
            <LastHour ns={value.namespace} />
          </Section>
          <Section title="Work">
            <Work />
          </Section>
          <Section title="Versions">
            <Facts
              facts={[
                ['KubeTask', value.versions.kubeTask ?? ''],
                ['Kubernetes', value.versions.kubernetes ?? ''],
                ['.NET', value.versions.runtime ?? ''],
              ]}
            />
          </Section>
          {value.problems?.length ? (
            <Section title="What you can’t see, and why">
              <ul>
                {value.problems.map((one) => (
                  <li key={one}>{sentence(one)}</li>
                ))}
              </ul>
            </Section>
          ) : null}
        </div>
      ) : null}
    </div>
  );
}

/** What waits and runs, of the Tasks that the viewer may see. */
function Work(): JSX.Element {
  const ns = useNamespace();
  const { items, synced, problem } = useLive<Task>(collectionOf('tasks', ns));
  const count = (...phases: string[]): string => String(items.filter((task) => phases.includes(phaseOf(task))).length);
  if (!synced) return problem ? <ProblemNote problem={problem} /> : <Empty>Loading…</Empty>;
  return (
    <Facts
      facts={[
        ['Waiting', count('Pending', 'Queued')],
        ['Running', count('Running')],
        ['In', ns || 'all namespaces'],
      ]}
    />
  );
}

/** How often functions were started, by the Events of their Deployment, which Kubernetes keeps for an hour. */
function LastHour({ ns }: { ns: string }): JSX.Element {
  const now = useNow();
  const selector = encodeURIComponent('involvedObject.name=kubetask-functions');
  const { items, synced, problem } = useLive<KubeEvent>(`${pathOf('namespaces', ns, 'events')}?fieldSelector=${selector}`);
  if (!synced) return problem ? <ProblemNote problem={problem} /> : <Empty>Loading…</Empty>;
  const { starts, lastStart, lastEnd } = startsOf(items);
  return (
    <Facts
      facts={[
        ['Started, last hour', starts === 0 ? 'never' : starts === 1 ? 'once' : `${starts} times`],
        ['Last started', lastStart ? <Ago time={lastStart} now={now} /> : ''],
        ['Last put to sleep', lastEnd ? <Ago time={lastEnd} now={now} /> : ''],
      ]}
    />
  );
}
