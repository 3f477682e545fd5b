import type { ContextMount, Task, TaskSpec } from '../api/types.ts';

/** What the form of a new Task holds. `rest` is what the form has no field for; it is kept. */
export interface Draft {
  name: string;
  agentRef: string;
  description: string;
  contexts: ContextMount[];
  labels: Record<string, string>;
  rest: TaskSpec;
}

export const emptyDraft: Draft = { name: '', agentRef: '', description: '', contexts: [], labels: {}, rest: {} };

/** A draft with the work of a Task. It has no name, because the Task still has it. */
export function draftOf(task: Task): Draft {
  const { agentRef = '', description = '', contexts = [], ...rest } = task.spec;
  return { ...emptyDraft, agentRef, description, contexts: contexts.map((c) => ({ ...c })), rest, labels: labelsOf(task) };
}

/** The Task to send. Empty fields are left out. */
export function taskOf(draft: Draft): Task {
  const contexts = draft.contexts
    .filter((c) => c.name || c.mountPath || c.namespace)
    .map((c) => ({
      name: c.name,
      ...(c.namespace && { namespace: c.namespace }),
      ...(c.mountPath && { mountPath: c.mountPath }),
    }));
  const spec: TaskSpec = {
    ...(draft.agentRef && { agentRef: draft.agentRef }),
    ...(draft.description && { description: draft.description }),
    ...(contexts.length > 0 && { contexts }),
    ...draft.rest,
  };
  const metadata = {
    ...(draft.name ? { name: draft.name } : { generateName: 'task-' }),
    ...(Object.keys(draft.labels).length > 0 && { labels: draft.labels }),
  };
  return { apiVersion: 'kubetask.io/v1alpha1', kind: 'Task', metadata, spec } as Task;
}

/** Labels that KubeTask gives by itself don't go into a copy. */
function labelsOf(task: Task): Record<string, string> {
  return Object.fromEntries(Object.entries(task.metadata.labels ?? {}).filter(([name]) => !name.startsWith('kubetask.io/')));
}

/** The field of the form that an error is about, or null if the form has none. */
export function formFieldOf(field: string): string | null {
  const path = field.replace(/^spec\./, '');
  if (/^(metadata\.)?(name|generateName)$/.test(path)) return 'name';
  if (path === 'agentRef' || path === 'description') return path;
  const context = /^contexts\[(\d+)\](?:\.(name|namespace|mountPath))?/.exec(path);
  if (context) return `contexts.${context[1]}.${context[2] ?? 'name'}`;
  return path === 'contexts' ? 'contexts' : null;
}
