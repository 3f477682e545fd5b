import { useState } from 'preact/hooks';
import { Problem } from '../api/client.ts';
import { sentence } from './parts.tsx';
import { say } from './toast.tsx';

/** Runs one action at a time, and says what came of it. */
export function useAction(): { busy: string; run: (name: string, action: () => Promise<string>) => void } {
  const [busy, setBusy] = useState('');
  const run = (name: string, action: () => Promise<string>): void => {
    setBusy(name);
    action()
      .then(
        (done) => say(done),
        (error: unknown) => {
          if (!(error instanceof Problem)) throw error;
          say(sentence(error.message), true);
        },
      )
      .finally(() => setBusy(''));
  };
  return { busy, run };
}
