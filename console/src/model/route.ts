// Where the reader is, as the part of the address behind the #. So a link can be sent, and no server needs to know the pages.

export interface Route {
  page: string;
  path: string[];
  query: Record<string, string>;
}

export const firstPage = 'tasks';

export function parseRoute(hash: string): Route {
  const [path = '', search = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const parts = path.split('/').filter(Boolean).map(decode);
  const query: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(search)) query[name] = value;
  return { page: parts[0] ?? firstPage, path: parts.slice(1), query };
}

export function formatRoute(page: string, path: string[] = [], query: Record<string, string | undefined> = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value) search.set(name, value);
  const text = search.toString();
  return `#/${[page, ...path].map(encodeURIComponent).join('/')}${text ? `?${text}` : ''}`;
}

/**
 * An address with a token, as a command prints it: #token=TOKEN, or #token=TOKEN&ns=NAMESPACE for the Tasks of a namespace. The token, and
 * where it leads; null for any other address.
 */
export function parseTokenAddress(hash: string): { token: string; rest: string } | null {
  const parts = /^#token=([^&]+)(?:&ns=([^&]*))?$/.exec(hash);
  return parts && { token: decode(parts[1]!), rest: formatRoute(firstPage, [], { ns: decode(parts[2] ?? '') }) };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch (error) {
    // Somebody wrote a % by hand: it means itself.
    if (error instanceof URIError) return part;
    throw error;
  }
}
