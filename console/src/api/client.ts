import { Store } from './store.ts';

export interface FieldProblem {
  field: string;
  message: string;
}

/** An answer that isn't a success, or none at all (status 0). */
export class Problem extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly errors: FieldProblem[] = [],
    readonly retryAfterSeconds: number | null = null,
  ) {
    super(message);
  }

  /** Whether a repeat may help. */
  get passing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

/**
 * Who looks. The token stays in this variable: a reload forgets it. Without a token, an authenticating proxy in front may
 * add one. With `kubectl kubetask ui` it is the key of that command, which has the credentials (api/address.ts).
 */
let token = '';
export type SignIn = 'unknown' | 'in' | 'out';
export const signIn = new Store<{ state: SignIn; why: string }>({ state: 'unknown', why: '' });

export function setToken(value: string): void {
  token = value.trim().replace(/^Bearer\s+/i, '');
}

export function hasToken(): boolean {
  return token !== '';
}

export function signOut(why = ''): void {
  token = '';
  signIn.set({ state: 'out', why });
}

export interface Call {
  method?: 'GET' | 'POST';
  body?: string;
  type?: string;
  signal?: AbortSignal;
  headers?: Record<string, string>;
}

/** One request of this page's own origin. Any answer but a success is a Problem. */
export async function send(path: string, call: Call = {}): Promise<Response> {
  const headers: Record<string, string> = { ...call.headers };
  if (token) headers['Authorization'] = `Bearer ${token}`;
  if (call.body !== undefined) headers['Content-Type'] = call.type ?? 'application/json';
  let response: Response;
  try {
    response = await fetch(path, {
      method: call.method ?? 'GET',
      headers,
      cache: 'no-store',
      redirect: 'error',
      ...(call.body !== undefined && { body: call.body }),
      ...(call.signal && { signal: call.signal }),
    });
  } catch (error) {
    if (call.signal?.aborted) throw error;
    throw new Problem(0, 'KubeTask can’t be reached; check the network, or whether the cluster runs');
  }
  if (response.ok) return response;
  const problem = await problemOf(response);
  if (problem.status === 401) signOut(token ? problem.message : '');
  throw problem;
}

export async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  return (await (await send(path, signal ? { signal } : {})).json()) as T;
}

export async function getText(path: string, signal?: AbortSignal): Promise<string> {
  return await (await send(path, signal ? { signal } : {})).text();
}

export async function post<T>(path: string, body?: unknown): Promise<T> {
  const call: Call = { method: 'POST', ...(body !== undefined && { body: JSON.stringify(body) }) };
  return (await (await send(path, call)).json()) as T;
}

async function problemOf(response: Response): Promise<Problem> {
  const retryAfter = Number(response.headers.get('Retry-After') ?? NaN);
  const text = await response.text();
  let detail = `KubeTask answered ${response.status}`;
  let errors: FieldProblem[] = [];
  if (response.headers.get('Content-Type')?.startsWith('application/problem+json')) {
    const problem = JSON.parse(text) as { detail?: string; errors?: FieldProblem[] };
    detail = problem.detail ?? detail;
    errors = problem.errors ?? [];
  }
  return new Problem(response.status, detail, errors, Number.isNaN(retryAfter) ? null : retryAfter);
}

/** A path of the interface, with its names escaped. */
export function pathOf(...parts: string[]): string {
  return `/api/v1/${parts.map(encodeURIComponent).join('/')}`;
}

/** The collection of a kind: in one namespace, or in all of them. */
export function collectionOf(kind: string, ns: string): string {
  return ns ? pathOf('namespaces', ns, kind) : pathOf(kind);
}
