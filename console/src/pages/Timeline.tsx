import type { JSX } from 'preact';
import type { Task } from '../api/types.ts';
import { timelineOf } from '../model/timeline.ts';
import { momentWords } from '../model/time.ts';
import { Ago } from '../ui/parts.tsx';

const stateWords = { done: '', now: 'now', failed: 'failed', next: 'not yet' };

export function Timeline({ task, now }: { task: Task; now: number }): JSX.Element {
  return (
    <ol class="timeline">
      {timelineOf(task).map((step, i) => (
        <li key={`${i} ${step.what}`} class={`step-${step.state}`} aria-current={step.state === 'now' ? 'step' : undefined}>
          <span class="mark" aria-hidden="true" />
          <div>
            <strong>{step.what}</strong>
            {stateWords[step.state] ? <span class="for-readers"> ({stateWords[step.state]})</span> : null}
            {step.detail ? <span class="detail">{step.detail}</span> : null}
          </div>
          <small title={momentWords(step.at)}>
            <Ago time={step.at} now={now} />
          </small>
        </li>
      ))}
    </ol>
  );
}
