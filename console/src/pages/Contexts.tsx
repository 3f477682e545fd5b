import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { collectionOf } from '../api/client.ts';
import { useLive } from '../api/hooks.ts';
import type { Agent, Context, ContextMount, CronTask, KubeObject, Task } from '../api/types.ts';
import { plural } from '../model/numbers.ts';
import { formatRoute } from '../model/route.ts';
import { usersOf, type ContextUser } from '../model/uses.ts';
import { useNamespace } from '../ui/navigation.ts';
import { Empty, Facts, ProblemNote } from '../ui/parts.tsx';

export function ContextsPage(): JSX.Element {
  const ns = useNamespace();
  const { items, synced, problem, retry } = useLive<Context>(collectionOf('contexts', ns));
  // A Context may be used from other namespaces. Who may see only one sees the uses in it.
  const agents = useLive<Agent>(collectionOf('agents', ns)).items;
  const cronTasks = useLive<CronTask>(collectionOf('crontasks', ns)).items;
  const tasks = useLive<Task>(collectionOf('tasks', ns)).items;
  const users = useMemo(
    () =>
      usersOf([
        ...agents.map((one) => userOf('Agent', one, one.spec.contexts)),
        ...cronTasks.map((one) => userOf('CronTask', one, one.spec.taskTemplate?.spec?.contexts)),
        ...tasks.map((one) => userOf('Task', one, one.spec.contexts)),
      ]),
    [agents, cronTasks, tasks],
  );
  const sorted = [...items].sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
  return (
    <div class="page">
      <div class="heading">
        <h1>Contexts</h1>
      </div>
      <ProblemNote problem={problem} retry={retry} />
      {synced && items.length === 0 ? <Empty>There are no Contexts here.</Empty> : null}
      <div class="cards">
        {sorted.map((one) => (
          <ContextCard
            key={`${one.metadata.namespace}/${one.metadata.name}`}
            context={one}
            users={users.get(`${one.metadata.namespace}/${one.metadata.name}`) ?? []}
          />
        ))}
      </div>
      {ns ? <p class="hint">Uses in other namespaces are shown with all namespaces chosen.</p> : null}
    </div>
  );
}

function ContextCard({ context, users }: { context: Context; users: ContextUser[] }): JSX.Element {
  const { name, namespace } = context.metadata;
  const spec = context.spec;
  return (
    <article class="card">
      <header>
        <h2>{name}</h2>
        <small>{namespace}</small>
        <span class="tag">{spec.type}</span>
      </header>
      <Facts
        facts={[
          ['ConfigMap', spec.configMap ? `${spec.configMap.name}${spec.configMap.key ? ` / ${spec.configMap.key}` : ''}` : ''],
          ['Repository', spec.git ? `${spec.git.repository} @ ${spec.git.ref ?? 'HEAD'}` : ''],
          ['Path', spec.git?.path ?? ''],
          ['Servers', spec.mcp?.servers?.map((s) => s.name).join(', ') ?? ''],
          ['Allowed namespaces', spec.allowedNamespaces?.join(', ') ?? ''],
        ]}
      />
      {spec.inline ? <pre class="text short">{spec.inline.content}</pre> : null}
      <h3>Used by</h3>
      {users.length === 0 ? <p class="hint">Nothing that you can see.</p> : <Users users={users} />}
    </article>
  );
}

function Users({ users }: { users: ContextUser[] }): JSX.Element {
  const tasks = users.filter((u) => u.kind === 'Task');
  return (
    <ul class="users">
      {users
        .filter((u) => u.kind !== 'Task')
        .map((user) => (
          <li key={`${user.kind} ${user.namespace}/${user.name}`}>
            {user.kind} <a href={formatRoute(user.kind === 'Agent' ? 'agents' : 'crontasks', [], { ns: user.namespace })}>{user.name}</a>
          </li>
        ))}
      {tasks.length > 0 ? (
        <li>
          <details>
            <summary>{plural(tasks.length, 'Task')}</summary>
            <ul>
              {tasks.slice(0, 50).map((task) => (
                <li key={`${task.namespace}/${task.name}`}>
                  <a href={formatRoute('tasks', [task.namespace, task.name])}>{task.name}</a>
                </li>
              ))}
              {tasks.length > 50 ? <li>and {tasks.length - 50} more</li> : null}
            </ul>
          </details>
        </li>
      ) : null}
    </ul>
  );
}

function userOf(kind: string, object: KubeObject, contexts: ContextMount[] | undefined): ContextUser & { contexts: ContextMount[] } {
  return { kind, namespace: object.metadata.namespace ?? '', name: object.metadata.name, contexts: contexts ?? [] };
}
