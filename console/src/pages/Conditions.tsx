import type { JSX } from 'preact';
import type { Condition } from '../api/types.ts';
import { Ago, Empty } from '../ui/parts.tsx';

/** The conditions in words. docs/conditions.md says what each of them means. */
const words: Record<string, [string, string]> = {
  Accepted: ['The Agent is there, and the Task is valid', 'The Agent is missing, or something is invalid'],
  ContextsResolved: ['Every Context was found', 'A Context is missing, not allowed or invalid'],
  Queued: ['It waits for a slot of its Agent', 'It waited, and has its slot now'],
  Started: ['The agent’s container runs, or has run', 'Something keeps the pod from starting'],
  Complete: ['It has ended well', 'It hasn’t ended, or has failed'],
  Failed: ['It has failed', 'It hasn’t failed'],
  Stopped: ['A user stopped it', 'The annotation that should stop it says neither yes nor no'],
  Terminated: ['A user stopped it by the older annotation', ''],
  MCPReady: ['All MCP servers connected', 'The agent worked without some MCP servers'],
  AtCapacity: ['A new Task must queue', 'A slot is free'],
  Scheduled: ['It creates Tasks', 'It creates no Tasks'],
  Ready: ['It is as it should be', 'It isn’t as it should be, or not yet'],
  Reconciling: ['KubeTask still works on it, or waits', 'Nothing is left to do'],
  Stalled: ['It can’t get any further by itself', 'It isn’t stuck'],
};

export function Conditions({ conditions, now }: { conditions: Condition[] | undefined; now: number }): JSX.Element {
  if (!conditions?.length) return <Empty>KubeTask has reported no conditions yet.</Empty>;
  return (
    <ul class="conditions">
      {conditions.map((one) => {
        const [yes, no] = words[one.type] ?? [`${one.type} is true`, `${one.type} is false`];
        return (
          <li key={one.type}>
            <span class="condition-head">
              <strong>{one.status === 'True' ? yes : one.status === 'False' ? no : `${one.type} isn’t known`}</strong>
              <small>
                <Ago time={one.lastTransitionTime} now={now} />
              </small>
            </span>
            {one.message ? <span class="detail">{one.message}</span> : null}
            <small>
              <code>
                {one.type}={one.status}
              </code>{' '}
              {one.reason}
            </small>
          </li>
        );
      })}
    </ul>
  );
}
