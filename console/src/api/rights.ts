import { useEffect, useState } from 'preact/hooks';
import { pathOf, post, Problem } from './client.ts';
import type { Review } from './types.ts';

const keepMilliseconds = 60_000;
const known = new Map<string, { at: number; answer: Promise<Review> }>();
let waiting = new Map<string, { ns: string; review: Review; resolve: (r: Review) => void; reject: (e: unknown) => void }[]>();

/** Somebody else looks now. */
export function forgetRights(): void {
  known.clear();
}

/** Asks whether the viewer may do something. Questions of one moment go together. */
function ask(ns: string, review: Review): Promise<Review> {
  const key = JSON.stringify([ns, review.verb, review.group, review.resource, review.subresource, review.name]);
  const before = known.get(key);
  if (before && Date.now() - before.at < keepMilliseconds) return before.answer;
  const answer = new Promise<Review>((resolve, reject) => {
    if (waiting.size === 0) queueMicrotask(() => void flush());
    const list = waiting.get(ns) ?? [];
    waiting.set(ns, [...list, { ns, review, resolve, reject }]);
  });
  known.set(key, { at: Date.now(), answer });
  answer.catch(() => known.delete(key));
  return answer;
}

async function flush(): Promise<void> {
  const batches = waiting;
  waiting = new Map();
  for (const [ns, questions] of batches) {
    try {
      const answer = await post<{ reviews: Review[] }>(pathOf('namespaces', ns, 'accessreviews'), {
        reviews: questions.map((q) => q.review),
      });
      questions.forEach((question, i) => question.resolve(answer.reviews[i] ?? { ...question.review, allowed: true }));
    } catch (error) {
      for (const question of questions) question.reject(error);
    }
  }
}

export interface Right {
  allowed: boolean;
  /** Why not. */
  reason: string;
}

/** Until the answer is there, and where it can't be had, nothing is disabled: the API server decides anyway. */
export function useRight(ns: string, verb: string, resource: string, group = 'kubetask.io'): Right {
  const [right, setRight] = useState<Right>({ allowed: true, reason: '' });
  useEffect(() => {
    if (!ns) return undefined;
    let gone = false;
    ask(ns, { verb, resource, group }).then(
      (review) => {
        if (!gone) setRight({ allowed: review.allowed !== false, reason: reasonOf(review, ns) });
      },
      (error: unknown) => {
        if (!(error instanceof Problem)) throw error;
      },
    );
    return () => {
      gone = true;
    };
  }, [ns, verb, resource, group]);
  return right;
}

function reasonOf(review: Review, ns: string): string {
  if (review.allowed !== false) return '';
  return `You have no right to ${review.verb} ${review.resource} in namespace ${ns}${review.reason ? `: ${review.reason}` : ''}`;
}
