import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { useRead } from '../api/hooks.ts';
import { attention } from '../api/attention.ts';
import type { System } from '../api/types.ts';
import { sentence, Empty, Facts, ProblemNote, Section } from '../ui/parts.tsx';

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
                  ['Image', functions.image ?? ''],
                ]}
              />
            ) : (
              <Empty>The Deployment of the functions can’t be read.</Empty>
            )}
          </Section>
          <Section title="Work">
            {value.work ? (
              <Facts
                facts={[
                  ['Waiting', String(value.work.waiting ?? 0)],
                  ['Running', String(value.work.running ?? 0)],
                ]}
              />
            ) : (
              <Empty>The Tasks of all namespaces can’t be listed.</Empty>
            )}
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
