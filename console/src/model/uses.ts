import type { ContextMount } from '../api/types.ts';

export interface ContextUser {
  kind: string;
  namespace: string;
  name: string;
}

/** Who uses each Context, by its namespace and name. A reference without a namespace means the user's own. */
export function usersOf(users: (ContextUser & { contexts: ContextMount[] })[]): Map<string, ContextUser[]> {
  const found = new Map<string, ContextUser[]>();
  for (const { contexts, ...user } of users) {
    for (const key of new Set(contexts.map((c) => `${c.namespace || user.namespace}/${c.name}`))) {
      const list = found.get(key);
      if (list) list.push(user);
      else found.set(key, [user]);
    }
  }
  return found;
}
