import type { JSX } from 'preact';
import { pathOf, post } from '../api/client.ts';
import { useRight } from '../api/rights.ts';
import type { Task } from '../api/types.ts';
import { phaseOf } from '../model/filter.ts';
import { useAction } from '../ui/actions.ts';
import { go, useNamespace } from '../ui/navigation.ts';
import { Button } from '../ui/parts.tsx';

export function TaskActions({ task, ns }: { task: Task; ns: string }): JSX.Element {
  const { busy, run } = useAction();
  const shown = useNamespace();
  const stop = useRight(ns, 'patch', 'tasks');
  const create = useRight(ns, 'create', 'tasks');
  const name = task.metadata.name;
  const ended = ['Completed', 'Failed'].includes(phaseOf(task));
  const path = pathOf('namespaces', ns, 'tasks', name);
  return (
    <span class="actions">
      <Button
        danger
        busy={busy === 'stop'}
        disabledReason={stop.reason || (ended ? 'The Task has ended' : '')}
        onPress={() =>
          run('stop', async () => {
            await post(`${path}/stop`);
            return `${name} is being stopped. Its pod and its log stay.`;
          })
        }
      >
        Stop
      </Button>
      <Button
        busy={busy === 'retry'}
        disabledReason={create.reason || (ended ? '' : 'Only a Task that has ended can be retried')}
        onPress={() =>
          run('retry', async () => {
            const created = await post<Task>(`${path}/retry`);
            go('tasks', [ns, created.metadata.name], { ns: shown });
            return `${created.metadata.name} was created.`;
          })
        }
      >
        Retry
      </Button>
      <Button disabledReason={create.reason} onPress={() => go('new', [], { ns, from: name })}>
        Submit with changes
      </Button>
    </span>
  );
}
