import { Store, useStore } from '../api/store.ts';
import { formatRoute, parseRoute, type Route } from '../model/route.ts';

const route = new Store<Route>(parseRoute(location.hash));

addEventListener('hashchange', () => route.set(parseRoute(location.hash)));

export function useRoute(): Route {
  return useStore(route);
}

/** Goes to a page. */
export function go(page: string, path: string[] = [], query: Record<string, string | undefined> = {}): void {
  location.hash = formatRoute(page, path, query);
}

/** Changes the query of the present page, without a step in the history. */
export function setQuery(change: Record<string, string | undefined>): void {
  const { page, path, query } = parseRoute(location.hash);
  history.replaceState(null, '', formatRoute(page, path, { ...query, ...change }));
  route.set(parseRoute(location.hash));
}

/** The namespace that the lists show; empty for all. It is part of the address. */
export function useNamespace(): string {
  return useRoute().query['ns'] ?? '';
}
