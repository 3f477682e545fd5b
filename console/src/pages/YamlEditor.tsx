import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { FieldProblem } from '../api/client.ts';
import { Field } from '../ui/Field.tsx';

interface Props {
  text: string;
  errors: FieldProblem[];
  onChange: (text: string) => void;
}

/** The Task as YAML. Each error leads to its line. */
export function YamlEditor({ text, errors, onChange }: Props): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const [lines, setLines] = useState<(number | null)[]>([]);
  useEffect(() => {
    let gone = false;
    void import('../model/yamlField.ts').then(({ lineOf }) => {
      if (!gone) setLines(errors.map((e) => lineOf(text, e.field)));
    });
    return () => {
      gone = true;
    };
  }, [text, errors]);
  const goTo = (line: number): void => {
    const area = box.current!.querySelector('textarea')!;
    const before =
      text
        .split('\n')
        .slice(0, line - 1)
        .join('\n').length + (line > 1 ? 1 : 0);
    area.focus();
    area.setSelectionRange(before, before + (text.slice(before).split('\n')[0]?.length ?? 0));
  };
  return (
    <div ref={box}>
      <Field
        label="Task"
        value={text}
        rows={22}
        code
        onChange={onChange}
        hint="A whole Task, or the short form: description, agentRef, contexts, name."
      />
      {errors.length > 0 ? (
        <ul class="yaml-errors">
          {errors.map((error, i) => {
            const line = lines[i];
            return (
              <li key={`${error.field} ${error.message}`}>
                {line ? (
                  <button type="button" class="plain link" onClick={() => goTo(line)}>
                    Line {line}
                  </button>
                ) : null}{' '}
                <code>{error.field}</code> {error.message}
              </li>
            );
          })}
        </ul>
      ) : null}
    </div>
  );
}
