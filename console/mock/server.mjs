// A stand-in for the functions: node mock/server.mjs [--port 8099] [--tasks 60] [--dist dist] [--proxy] [--slow MS]
// Every token is accepted but "bad"; the token "viewer" may only look. With --proxy no token is needed, as behind a proxy that adds one.
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { parseArgs } from 'node:util';
import { answer, Refused } from './routes.mjs';
import { World } from './world.mjs';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '8099' },
    tasks: { type: 'string', default: '60' },
    dist: { type: 'string' },
    proxy: { type: 'boolean', default: false },
    slow: { type: 'string', default: '0' },
  },
});
const world = new World(Number(values.tasks));
const types = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };
// The policy that the functions send (functions/Console).
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; " +
  "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

function refuse(response, status, detail, errors) {
  const body = JSON.stringify({ type: 'about:blank', title: 'Refused', status, detail, ...(errors && { errors }) });
  response.writeHead(status, { 'Content-Type': 'application/problem+json' }).end(body);
}

function serveFile(response, path) {
  const name = path === '/console/' ? 'index.html' : path.slice('/console/'.length);
  const file = join(values.dist, normalize(name));
  if (!file.startsWith(normalize(values.dist)) || !existsSync(file) || !statSync(file).isFile())
    return refuse(response, 404, 'there is nothing here');
  response.writeHead(200, {
    'Content-Type': types[extname(file)] ?? 'application/octet-stream',
    'Content-Security-Policy': policy,
    'X-Content-Type-Options': 'nosniff',
  });
  createReadStream(file).pipe(response);
}

function stream(request, response, { kind, ns, fields }) {
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
  const send = (type, object) =>
    response.write(`event: ${type}\nid: ${object.metadata.resourceVersion}\ndata: ${JSON.stringify(object)}\n\n`);
  if (!request.headers['last-event-id']) {
    for (const object of world.list(kind, ns, fields)) send('added', object);
    send('synced', { metadata: { resourceVersion: '1' } });
  }
  const change = (event) => {
    const fits = event.kind === kind && world.list(kind, ns, fields).includes(event.object);
    if (fits) send(event.type, event.object);
  };
  world.on('change', change);
  const beat = setInterval(() => response.write(':\n\n'), 15_000);
  request.on('close', () => {
    clearInterval(beat);
    world.off('change', change);
  });
}

function log(request, response, { task, follow, attempt }) {
  response.writeHead(200, { 'Content-Type': 'text/plain; charset=utf-8' });
  const lines = [
    `\u001b[1mattempt ${attempt ?? 'latest'} of ${task.metadata.name}\u001b[0m`,
    '=== Task Content ===',
    task.spec.description,
    '\u001b[36m-> Bash\u001b[0m {"command":"go test ./..."}',
    '\u001b[32mok\u001b[0m   payments/api        0.412s',
    '\u001b[31mFAIL\u001b[0m payments/ledger     1.021s',
    '\u001b[33mwarning:\u001b[0m 2 dependencies are deprecated',
    '<img src=x onerror=alert(1)> is text',
    ...Array.from({ length: 400 }, (_, i) => `\u001b[90m${String(i).padStart(4, '0')}\u001b[0m reading src/module-${i}.go`),
    'I updated 4 dependencies, and opened pull request 214.',
  ];
  response.write(`${lines.join('\n')}\n`);
  const ended = () => ['Completed', 'Failed'].includes(world.find('tasks', task.metadata.namespace, task.metadata.name)?.status?.phase);
  if (!follow || ended()) return response.end();
  let count = 0;
  const timer = setInterval(() => {
    response.write(`\u001b[90m${new Date().toISOString()}\u001b[0m working, step ${++count}\n`);
    if (ended()) response.end();
  }, 700);
  response.on('close', () => clearInterval(timer));
  return undefined;
}

async function handle(request, response) {
  const url = new URL(request.url, 'http://localhost');
  if (values.dist && url.pathname.startsWith('/console'))
    return serveFile(response, url.pathname === '/console' ? '/console/' : url.pathname);
  if (!url.pathname.startsWith('/api/v1/')) return refuse(response, 404, 'there is nothing here');
  const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? (values.proxy ? 'proxy' : '');
  if (token === '') return refuse(response, 401, 'send Authorization: Bearer TOKEN, with a token of the cluster');
  if (token === 'bad')
    return refuse(response, 401, "the API server doesn't accept the token: it is wrong, expired, or meant for another audience");
  let body = '';
  for await (const piece of request) body += piece;
  if (Number(values.slow)) await new Promise((resolve) => setTimeout(resolve, Number(values.slow)));
  try {
    const result = answer(world, {
      method: request.method,
      url,
      body,
      contentType: request.headers['content-type'] ?? '',
      mayWrite: token !== 'viewer',
    });
    if (result.stream) return stream(request, response, result.stream);
    if (result.log) return log(request, response, result.log);
    return response.writeHead(result.status, { 'Content-Type': result.type }).end(result.body);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return refuse(response, error.status, error.message, error.errors);
  }
}

createServer(handle).listen(Number(values.port), '127.0.0.1', () =>
  console.log(`the mock answers at http://127.0.0.1:${values.port}/console/`),
);
