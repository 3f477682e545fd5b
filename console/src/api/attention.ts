import { Store } from './store.ts';

const hiddenFor = 30_000;

/**
 * Whether somebody looks. An open stream keeps the functions awake, so a tab that has been in the background for a while has none.
 */
export const attention = new Store(true);

let timer: ReturnType<typeof setTimeout> | undefined;

document.addEventListener('visibilitychange', () => {
  clearTimeout(timer);
  if (document.visibilityState === 'visible') attention.set(true);
  else timer = setTimeout(() => attention.set(false), hiddenFor);
});
