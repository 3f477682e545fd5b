// The interface of docs/adr/0025, as far as the page uses it.
import { iso, namespaces } from './fixtures.mjs';

const kinds = ['tasks', 'crontasks', 'agents', 'contexts', 'events'];

export class Refused extends Error {
  constructor(status, detail, errors) {
    super(detail);
    Object.assign(this, { status, errors });
  }
}

const json = (value, status = 200) => ({ status, type: 'application/json', body: JSON.stringify(value) });

/** Answers a request; an answer with `stream` goes on. */
export function answer(world, { method, url, body, contentType, mayWrite }) {
  const path = url.pathname
    .replace(/^\/api\/v1\//, '')
    .split('/')
    .map(decodeURIComponent);
  if (path[0] === 'system') return json(system());
  if (path[0] === 'namespaces' && path.length === 1)
    return json({ metadata: {}, items: namespaces.map((name) => ({ metadata: { name } })) });
  if (path.length === 1 && kinds.includes(path[0])) return collection(world, path[0], '', url);
  if (path[0] !== 'namespaces') throw new Refused(404, 'there is nothing here; /docs explains what there is');
  const [, ns, kind, name, part] = path;
  if (kind === 'accessreviews') return json({ reviews: JSON.parse(body).reviews.map((r) => review(r, mayWrite)) });
  if (!kinds.includes(kind)) throw new Refused(404, 'there is nothing here; /docs explains what there is');
  if (!name && method === 'POST') return submit(world, ns, url, body, contentType, mayWrite);
  if (!name) return collection(world, kind, ns, url);
  const found = world.find(kind, ns, name);
  if (!found) throw new Refused(404, `${kind}.kubetask.io "${name}" not found`);
  if (!part) return json(found);
  return partOf(world, kind, found, part, method, url, mayWrite);
}

function collection(world, kind, ns, url) {
  const fields = Object.fromEntries(
    (url.searchParams.get('fieldSelector') ?? '')
      .split(',')
      .filter(Boolean)
      .map((f) => f.split('=')),
  );
  if (url.searchParams.get('watch') === 'true') return { stream: { kind, ns, fields } };
  return json({ metadata: {}, items: world.list(kind, ns, fields) });
}

function partOf(world, kind, found, part, method, url, mayWrite) {
  const { namespace, name } = found.metadata;
  if (method === 'POST' && !mayWrite) throw new Refused(403, `${kind}.kubetask.io "${name}" is forbidden: User "viewer" cannot patch it`);
  switch (`${kind} ${part}`) {
    case 'tasks stop':
      return json(world.stop(found));
    case 'tasks retry':
      return json(world.create(namespace, `${name}-retry-1`, found.spec, found.metadata.labels), 201);
    case 'tasks instruction':
      return {
        status: 200,
        type: 'text/plain',
        body: `${found.spec.description}\n\n<context name="coding-standards">\n# Coding Standards\n</context>\n`,
      };
    case 'tasks logs':
      return { log: { task: found, follow: url.searchParams.get('follow') === 'true', attempt: url.searchParams.get('attempt') } };
    case 'crontasks times':
      return json({
        times: found.status.nextScheduleTime
          ? [0, 1, 2, 3, 4].map((i) => iso(Date.parse(found.status.nextScheduleTime) + i * 86_400_000))
          : [],
      });
    case 'crontasks trigger':
      world.create(namespace, `${name}-trigger-${Date.now().toString(36)}`, found.spec.taskTemplate.spec, {
        'kubetask.io/crontask': name,
      });
      return json(found);
    case 'crontasks suspend':
    case 'crontasks resume':
      return json(world.write(kind, { ...found, spec: { ...found.spec, suspend: part === 'suspend' } }));
    default:
      throw new Refused(404, 'there is nothing here; /docs explains what there is');
  }
}

function submit(world, ns, url, body, contentType, mayWrite) {
  if (!mayWrite) throw new Refused(403, 'tasks.kubetask.io is forbidden: User "viewer" cannot create it');
  if (contentType.includes('yaml'))
    throw new Refused(422, 'spec.descripton: there is no such field', [
      { field: 'spec.descripton', message: 'there is no such field; the fields are description, agentRef, contexts' },
    ]);
  const { metadata, spec } = JSON.parse(body);
  const errors = [];
  if (!spec.description && !spec.contexts) errors.push({ field: 'spec.description', message: 'is missing; write what the agent is to do' });
  (spec.contexts ?? []).forEach((c, i) => {
    if (c.mountPath?.includes('..'))
      errors.push({ field: `spec.contexts[${i}].mountPath`, message: 'a path can\'t have ".." in it; write it without' });
  });
  if (errors.length) throw new Refused(422, errors.map((e) => `${e.field}: ${e.message}`).join('; '), errors);
  const name = metadata.name ?? `task-${Math.floor(Date.now() % 1e6).toString(36)}`;
  if (url.searchParams.get('dryRun') === 'All') return json({ metadata: { name, namespace: ns }, spec });
  return json(world.create(ns, name, spec, metadata.labels), 201);
}

const review = (question, mayWrite) => {
  const reads = ['get', 'list', 'watch'].includes(question.verb);
  return { ...question, allowed: reads || mayWrite, ...(!(reads || mayWrite) && { reason: 'no role allows it' }) };
};

function system() {
  return {
    versions: { kubeTask: '0.1.0', kubernetes: 'v1.33.1', runtime: '10.0.0' },
    functions: { desired: 1, ready: 1, image: 'registry.example.com/team/kubetask-functions:v0.1.0', wakeSeconds: 2 },
    namespace: 'kubetask-system',
    problems: [],
  };
}
