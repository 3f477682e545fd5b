import { Store } from './store.ts';

const patience = 700;
let late = 0;

/** Whether an answer is so late that the functions probably were asleep. The activator holds requests until they wake. */
export const waking = new Store(false);

/** Waits for an answer, and says so if it takes long. */
export async function awaited<T>(answer: Promise<T>): Promise<T> {
  let counted = false;
  const timer = setTimeout(() => {
    counted = true;
    late++;
    waking.set(true);
  }, patience);
  try {
    return await answer;
  } finally {
    clearTimeout(timer);
    if (counted) waking.set(--late > 0);
  }
}
