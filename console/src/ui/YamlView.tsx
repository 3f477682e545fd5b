import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { say } from './toast.tsx';

/** An object as YAML. The library is loaded when it is first needed. */
export function YamlView({ object }: { object: unknown }): JSX.Element {
  const [text, setText] = useState('');
  useEffect(() => {
    let gone = false;
    void import('yaml').then(({ stringify }) => {
      if (!gone) setText(stringify(object, { lineWidth: 0 }));
    });
    return () => {
      gone = true;
    };
  }, [object]);
  const copy = (): void => {
    // The clipboard exists only on https and on this machine.
    if (!navigator.clipboard) say('This browser copies only over https. Select the text, and copy it.', true);
    else
      void navigator.clipboard.writeText(text).then(
        () => say('Copied.'),
        () => say('The browser doesn’t allow copying.', true),
      );
  };
  return (
    <div class="yaml">
      <button type="button" class="button small" onClick={copy}>
        Copy
      </button>
      <pre class="text" tabIndex={0} role="region" aria-label="YAML">
        {text}
      </pre>
    </div>
  );
}
