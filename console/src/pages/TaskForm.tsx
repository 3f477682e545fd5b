import type { JSX } from 'preact';
import { collectionOf } from '../api/client.ts';
import { useRead } from '../api/hooks.ts';
import type { Agent, Context, ContextMount, ListOf } from '../api/types.ts';
import type { Draft } from '../model/draft.ts';
import { Field } from '../ui/Field.tsx';

interface Props {
  ns: string;
  draft: Draft;
  errors: Record<string, string>;
  onChange: (draft: Draft) => void;
}

export function TaskForm({ ns, draft, errors, onChange }: Props): JSX.Element {
  // Who may not list Agents or Contexts writes their names.
  const agents = useRead<ListOf<Agent>>(ns ? collectionOf('agents', ns) : null).value?.items ?? [];
  const contexts = useRead<ListOf<Context>>(ns ? collectionOf('contexts', ns) : null).value?.items ?? [];
  const set = (change: Partial<Draft>): void => onChange({ ...draft, ...change });
  const setContext = (index: number, change: Partial<ContextMount>): void =>
    set({ contexts: draft.contexts.map((one, i) => (i === index ? { ...one, ...change } : one)) });
  const kept = Object.keys(draft.rest);
  return (
    <form onSubmit={(event) => event.preventDefault()}>
      <Field
        label="Description"
        value={draft.description}
        rows={8}
        error={errors['description']}
        hint="What the agent is to do. task.md in its workspace starts with it."
        onChange={(description) => set({ description })}
      />
      <div class="pair">
        <Field
          label="Agent"
          value={draft.agentRef}
          options={agents.map((a) => a.metadata.name)}
          error={errors['agentRef']}
          hint="Empty means the Agent named default."
          onChange={(agentRef) => set({ agentRef })}
        />
        <Field
          label="Name"
          value={draft.name}
          error={errors['name']}
          hint="Empty means a generated name, such as task-d5pzq."
          onChange={(name) => set({ name })}
        />
      </div>
      <fieldset>
        <legend>Contexts</legend>
        {errors['contexts'] ? (
          <p class="error" role="alert">
            {errors['contexts']}
          </p>
        ) : null}
        {draft.contexts.map((one, i) => (
          <div class="context-row" key={i}>
            <Field
              label={`Context ${i + 1}`}
              value={one.name}
              options={contexts.map((c) => c.metadata.name)}
              error={errors[`contexts.${i}.name`]}
              onChange={(name) => setContext(i, { name })}
            />
            <Field
              label="Namespace"
              value={one.namespace ?? ''}
              error={errors[`contexts.${i}.namespace`]}
              hint="Empty means the Task’s."
              onChange={(namespace) => setContext(i, { namespace })}
            />
            <Field
              label="Mount path"
              value={one.mountPath ?? ''}
              error={errors[`contexts.${i}.mountPath`]}
              hint="Empty means in task.md."
              onChange={(mountPath) => setContext(i, { mountPath })}
            />
            <button
              type="button"
              class="button small"
              aria-label={`Remove Context ${i + 1}`}
              onClick={() => set({ contexts: draft.contexts.filter((_, n) => n !== i) })}
            >
              Remove
            </button>
          </div>
        ))}
        <button type="button" class="button small" onClick={() => set({ contexts: [...draft.contexts, { name: '' }] })}>
          Add a Context
        </button>
      </fieldset>
      {kept.length > 0 ? <p class="hint">The Task also has {kept.join(', ')}. Change them as YAML.</p> : null}
    </form>
  );
}
