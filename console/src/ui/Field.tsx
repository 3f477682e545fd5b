import type { JSX, TargetedEvent } from 'preact';
import { useId } from 'preact/hooks';

interface Props {
  label: string;
  value: string;
  onChange: (value: string) => void;
  onLeave?: () => void;
  error?: string | undefined;
  hint?: string;
  rows?: number;
  options?: string[];
  code?: boolean;
}

/** A field with its label, a hint, and the error that is about it. */
export function Field({ label, value, onChange, onLeave, error, hint, rows, options, code }: Props): JSX.Element {
  const id = useId();
  const list = useId();
  const common = {
    id,
    value,
    class: code ? 'code' : undefined,
    spellcheck: !code,
    'aria-invalid': error ? true : undefined,
    'aria-describedby': `${id}-note`,
    onBlur: onLeave,
    onInput: (event: TargetedEvent<HTMLInputElement | HTMLTextAreaElement>) => onChange(event.currentTarget.value),
  };
  return (
    <div class={`field${error ? ' wrong' : ''}`}>
      <label for={id}>{label}</label>
      {rows ? <textarea {...common} rows={rows} /> : <input {...common} type="text" autocomplete="off" list={options ? list : undefined} />}
      {options ? (
        <datalist id={list}>
          {options.map((option) => (
            <option key={option} value={option} />
          ))}
        </datalist>
      ) : null}
      <span id={`${id}-note`} class={error ? 'error' : 'hint'} role={error ? 'alert' : undefined}>
        {error ?? hint}
      </span>
    </div>
  );
}
