import type { KubeEvent } from '../api/types.ts';

export interface Starts {
  starts: number;
  lastStart: string;
  lastEnd: string;
}

/** How often a Deployment was scaled up from 0, by its Events. Kubernetes counts equal Events in one, with the last time. */
export function startsOf(events: KubeEvent[]): Starts {
  const found: Starts = { starts: 0, lastStart: '', lastEnd: '' };
  for (const event of events) {
    if (event.reason !== 'ScalingReplicaSet') continue;
    const change = /^Scaled (?:up|down) replica set \S+ (?:from (\d+) )?to (\d+)(?: from (\d+))?/.exec(event.message ?? '');
    if (!change) continue;
    const to = Number(change[2]);
    const from = change[1] ?? change[3];
    const at = event.lastTimestamp ?? event.eventTime ?? event.metadata.creationTimestamp ?? '';
    // Older versions of Kubernetes don't say from where: then a step to 1 is a start.
    if (to > 0 && (from === undefined ? to === 1 && event.message?.startsWith('Scaled up') : from === '0')) {
      found.starts += event.count ?? 1;
      if (at > found.lastStart) found.lastStart = at;
    }
    if (to === 0 && at > found.lastEnd) found.lastEnd = at;
  }
  return found;
}
