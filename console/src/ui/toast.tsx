import type { JSX } from 'preact';
import { Store, useStore } from '../api/store.ts';

interface Message {
  text: string;
  failed: boolean;
}

const current = new Store<Message | null>(null);
let timer: ReturnType<typeof setTimeout> | undefined;

/** Says what came of an action. A failure stays until it is closed. */
export function say(text: string, failed = false): void {
  clearTimeout(timer);
  current.set({ text, failed });
  if (!failed) timer = setTimeout(() => current.set(null), 5000);
}

export function Toast(): JSX.Element {
  const message = useStore(current);
  return (
    <div class="toasts" role={message?.failed ? 'alert' : 'status'}>
      {message ? (
        <div class={`toast${message.failed ? ' failed' : ''}`}>
          <span>{message.text}</span>
          <button type="button" class="plain" aria-label="Close the message" onClick={() => current.set(null)}>
            ×
          </button>
        </div>
      ) : null}
    </div>
  );
}
