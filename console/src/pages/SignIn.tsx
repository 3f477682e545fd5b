import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { hadPrintedAddress } from '../api/address.ts';
import { get, hasToken, Problem, setToken, signIn } from '../api/client.ts';
import { useStore } from '../api/store.ts';
import { ProblemNote, sentence } from '../ui/parts.tsx';

/** Tries the token, or what a proxy in front adds. Any answer but 401 means that the API server knows who looks. */
export async function trySignIn(): Promise<void> {
  try {
    await get('/api/v1/system');
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 403) throw error;
  }
  signIn.set({ state: 'in', why: '' });
}

export function SignInPage(): JSX.Element {
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const { why } = useStore(signIn);
  const submit = (): void => {
    setBusy(true);
    setProblem(null);
    setToken(text);
    trySignIn()
      .catch((error: unknown) => {
        if (!(error instanceof Problem)) throw error;
        if (error.status !== 401 || !hasToken()) setProblem(error.status === 401 ? null : error);
      })
      .finally(() => setBusy(false));
  };
  return (
    <main class="sign-in">
      <h1>KubeTask</h1>
      <p>Sign in with a token of the cluster. You may do here what the token may do with kubectl.</p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <label for="token">Token</label>
        <input
          id="token"
          type="password"
          autocomplete="off"
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
          aria-describedby="token-hint"
        />
        <p id="token-hint" class="hint">
          {hadPrintedAddress() ? (
            'A reload forgets the token. Open the address again that the command printed in your terminal, with all that follows the #.'
          ) : (
            <>
              <code>kubectl create token ACCOUNT</code> prints one. It stays in the memory of this page, and a reload forgets it.
            </>
          )}
        </p>
        {why ? (
          <p class="note note-error" role="alert">
            {sentence(why)}
          </p>
        ) : null}
        <ProblemNote problem={problem} />
        <button type="submit" class="button primary" disabled={busy || text.trim() === ''} aria-busy={busy}>
          {busy ? 'Waiting for the functions…' : 'Sign in'}
        </button>
      </form>
    </main>
  );
}
