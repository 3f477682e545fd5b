import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useRead } from '../api/hooks.ts';
import type { KubeObject, ListOf } from '../api/types.ts';
import { Field } from './Field.tsx';
import { setQuery, useNamespace } from './navigation.ts';

function useNamespaces(): { names: string[]; mayList: boolean; why: string } {
  const { value, problem } = useRead<ListOf<KubeObject>>('/api/v1/namespaces');
  return { names: value?.items.map((n) => n.metadata.name).sort() ?? [], mayList: problem?.status !== 403, why: problem?.message ?? '' };
}

/** Chooses the namespace of the lists. Who may not list namespaces writes the name. */
export function NamespacePicker(): JSX.Element {
  const { names, mayList, why } = useNamespaces();
  const ns = useNamespace();
  if (!mayList) {
    return (
      <input
        class="namespace"
        type="text"
        aria-label="Namespace"
        placeholder="Namespace"
        title={`You have no right to list namespaces, so write the name. ${why}`}
        value={ns}
        onChange={(event) => setQuery({ ns: event.currentTarget.value.trim() })}
      />
    );
  }
  const listed = ns && !names.includes(ns) ? [ns, ...names] : names;
  return (
    <select class="namespace" aria-label="Namespace" value={ns} onChange={(event) => setQuery({ ns: event.currentTarget.value })}>
      <option value="">All namespaces</option>
      {listed.map((name) => (
        <option key={name} value={name}>
          {name}
        </option>
      ))}
    </select>
  );
}

export function NamespaceField({ value, onChange }: { value: string; onChange: (value: string) => void }): JSX.Element {
  const { names } = useNamespaces();
  const [text, setText] = useState(value);
  // Half of a name isn't asked about: the field says its value when the reader leaves it.
  return <Field label="Namespace" value={text} options={names} onChange={setText} onLeave={() => onChange(text.trim())} />;
}
