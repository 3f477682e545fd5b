// An address that a command printed has a token (`kubectl kubetask ui`). It is taken out of the address before anything else looks there,
// so that no link, bookmark or picture of the page has it. This module must be the first that is loaded.
import { setToken, signIn } from './client.ts';
import { parseTokenAddress } from '../model/route.ts';

/** Stays in the address, so that the page knows after a reload where its token came from. */
const mark = '?printed';

function takeToken(): void {
  const found = parseTokenAddress(location.hash);
  if (!found) return;
  history.replaceState(null, '', mark + found.rest);
  setToken(found.token);
  signIn.set({ state: 'unknown', why: '' });
}

takeToken();
// The address may be pasted into a page that is open: then nothing is loaded again.
addEventListener('hashchange', takeToken);

/** Whether the page was opened by an address that had a token. */
export function hadPrintedAddress(): boolean {
  return location.search === mark;
}
