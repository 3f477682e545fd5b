import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { pathOf, Problem, send, type FieldProblem } from '../api/client.ts';
import { useRead } from '../api/hooks.ts';
import { useRight } from '../api/rights.ts';
import type { Task } from '../api/types.ts';
import { draftOf, emptyDraft, formFieldOf, taskOf, type Draft } from '../model/draft.ts';
import { go, useRoute } from '../ui/navigation.ts';
import { Button, ProblemNote } from '../ui/parts.tsx';
import { NamespaceField } from '../ui/Namespaces.tsx';
import { Tabs } from '../ui/Tabs.tsx';
import { say } from '../ui/toast.tsx';
import { TaskForm } from './TaskForm.tsx';
import { YamlEditor } from './YamlEditor.tsx';

const tabs: [string, string][] = [
  ['form', 'Form'],
  ['yaml', 'YAML'],
];

export function NewTaskPage(): JSX.Element {
  const { query } = useRoute();
  const home = query['ns'] || 'default';
  const [ns, setNs] = useState(home);
  const [tab, setTab] = useState('form');
  const [draft, setDraft] = useState<Draft>(emptyDraft);
  const [yaml, setYaml] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  const [checked, setChecked] = useState(false);
  const [busy, setBusy] = useState('');
  const from = query['from'];
  const origin = useRead<Task>(from ? pathOf('namespaces', home, 'tasks', from) : null);
  const create = useRight(ns, 'create', 'tasks');

  useEffect(() => {
    if (origin.value) setDraft(draftOf(origin.value));
  }, [origin.value]);

  const changed = (): void => {
    setChecked(false);
    setProblem(null);
  };
  const choose = async (next: string): Promise<void> => {
    const { parse, stringify } = await import('yaml');
    if (next === 'yaml') setYaml(stringify(taskOf(draft), { lineWidth: 0 }));
    else {
      try {
        const task = parse(yaml) as Task | null;
        if (task?.spec) setDraft({ ...draftOf(task), name: task.metadata?.name ?? '', labels: task.metadata?.labels ?? {} });
      } catch (error) {
        if (!(error instanceof Error) || error.name !== 'YAMLParseError') throw error;
        setProblem(new Problem(400, error.message));
        return;
      }
    }
    setTab(next);
    changed();
  };
  const submit = async (dryRun: boolean): Promise<void> => {
    setBusy(dryRun ? 'check' : 'create');
    setProblem(null);
    try {
      const path = pathOf('namespaces', ns, 'tasks') + (dryRun ? '?dryRun=All' : '');
      const body = tab === 'yaml' ? yaml : JSON.stringify(taskOf(draft));
      const response = await send(path, { method: 'POST', body, type: tab === 'yaml' ? 'application/yaml' : 'application/json' });
      const created = (await response.json()) as Task;
      setChecked(dryRun);
      if (dryRun) return;
      say(`${created.metadata.name} was created.`);
      go('tasks', [ns, created.metadata.name], { ns });
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      setProblem(error);
    } finally {
      setBusy('');
    }
  };

  const { atFields, others } = tab === 'form' ? sort(problem, draft) : { atFields: {}, others: problem };
  return (
    <div class="page form-page">
      <h1>{from ? `Submit ${from} again` : 'New Task'}</h1>
      <ProblemNote problem={origin.problem} retry={origin.reload} />
      <NamespaceField
        value={ns}
        onChange={(value) => {
          setNs(value);
          changed();
        }}
      />
      <Tabs tabs={tabs} current={tab} label="How to write the Task" onChoose={(next) => void choose(next)} />
      <div id="tab-panel" role="tabpanel" aria-labelledby={`tab-${tab}`} tabIndex={-1}>
        {tab === 'form' ? (
          <TaskForm
            ns={ns}
            draft={draft}
            errors={atFields}
            onChange={(next) => {
              setDraft(next);
              changed();
            }}
          />
        ) : (
          <YamlEditor
            text={yaml}
            errors={problem?.errors ?? []}
            onChange={(next) => {
              setYaml(next);
              changed();
            }}
          />
        )}
      </div>
      <ProblemNote problem={others} />
      {checked ? (
        <p class="note note-good" role="status">
          The Task is valid. Nothing was created.
        </p>
      ) : null}
      <div class="buttons">
        <Button primary busy={busy === 'create'} disabledReason={create.reason} onPress={() => void submit(false)}>
          Create
        </Button>
        <Button busy={busy === 'check'} disabledReason={create.reason} onPress={() => void submit(true)}>
          Check only
        </Button>
      </div>
    </div>
  );
}

/** The errors that a field of the form shows, and the problem with the rest of them. */
function sort(problem: Problem | null, draft: Draft): { atFields: Record<string, string>; others: Problem | null } {
  const atFields: Record<string, string> = {};
  if (!problem) return { atFields, others: null };
  const rest: FieldProblem[] = [];
  for (const error of problem.errors) {
    const field = formFieldOf(error.field);
    const row = field?.startsWith('contexts.') ? Number(field.split('.')[1]) : 0;
    if (field && row < Math.max(1, draft.contexts.length))
      atFields[field] = atFields[field] ? `${atFields[field]}; ${error.message}` : error.message;
    else rest.push(error);
  }
  const all = problem.errors.length > 0 && rest.length === 0;
  return { atFields, others: all ? null : new Problem(problem.status, rest.length ? 'some fields are wrong' : problem.message, rest) };
}
