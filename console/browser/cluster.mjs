// Starts the local cluster of `make run` with a folder of its own, and Chromium. `stop` ends both, and removes the folder.
import { execFile, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const root = new URL('../..', import.meta.url).pathname;
const program = join(root, 'local/KubeTask.Local/bin', process.env['CONFIG'] ?? 'Release', 'net10.0/kubetask-local');

export async function startCluster() {
  const state = await mkdtemp(join(tmpdir(), 'kubetask-console-'));
  const local = spawn(program, ['run', '--state', state], { stdio: ['ignore', 'pipe', 'pipe'] });
  const killed = () => local.kill('SIGKILL');
  process.once('exit', killed);
  let output = '';
  const link = await new Promise((resolve, reject) => {
    const read = (piece) => {
      output += piece;
      const found = /Console: (\S+)/.exec(output);
      if (found && output.includes('Ctrl-C')) resolve(found[1]);
    };
    local.stdout.on('data', read);
    local.stderr.on('data', read);
    local.once('error', reject);
    local.once('exit', (code) => reject(new Error(`kubetask-local ended with ${code}: ${output}`)));
  });
  const gate = await openGate(join(state, 'functions.kubeconfig'));
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu'],
  });
  const token = async (name) => (await readFile(join(state, name), 'utf8')).trim();
  const tokens = { admin: await token('token'), viewer: await token('viewer.token'), guest: await token('guest.token') };
  const url = link.slice(0, link.indexOf('#'));
  return {
    link,
    url,
    browser,
    gate,
    tokens,
    kubectl: (args, input) => kubectl(join(state, 'kubeconfig'), args, input),
    api: (path, call) => request(new URL(`/api/v1/${path}`, url), tokens.admin, call),
    stop: async () => {
      await browser.close();
      const ended = new Promise((resolve) => local.once('exit', resolve));
      local.kill('SIGTERM');
      await ended;
      process.off('exit', killed);
      gate.stop();
      await rm(state, { recursive: true, force: true });
    },
  };
}

/**
 * A way from the functions to the API server that can be closed. No function runs yet, so their kubeconfig can still be given its address.
 */
async function openGate(kubeconfig) {
  const text = await readFile(kubeconfig, 'utf8');
  const [, port] = /https:\/\/127\.0\.0\.1:(\d+)/.exec(text);
  const sockets = new Set();
  let open = true;
  const server = createServer((inner) => {
    if (!open) return inner.destroy();
    const outer = connect(Number(port), '127.0.0.1');
    for (const [socket, other] of [
      [inner, outer],
      [outer, inner],
    ]) {
      sockets.add(socket);
      socket.on('close', () => (sockets.delete(socket), other.destroy()));
      socket.on('error', () => other.destroy());
      socket.pipe(other);
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  await writeFile(kubeconfig, text.replaceAll(`127.0.0.1:${port}`, `127.0.0.1:${server.address().port}`));
  const cut = () => sockets.forEach((socket) => socket.destroy());
  return {
    close: () => ((open = false), cut()),
    open: () => (open = true),
    stop: () => (cut(), server.close()),
  };
}

function kubectl(kubeconfig, args, input) {
  return new Promise((resolve, reject) => {
    const child = execFile('kubectl', args, { env: { ...process.env, KUBECONFIG: kubeconfig } }, (error, stdout, stderr) =>
      error ? reject(new Error(`kubectl ${args.join(' ')}: ${stderr}`)) : resolve(stdout),
    );
    child.stdin.end(input ?? '');
  });
}

async function request(url, token, { method = 'GET', body } = {}) {
  const response = await fetch(url, {
    method,
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${url} was answered ${response.status}: ${await response.text()}`);
  return await response.json();
}

/** A namespace with an Agent `default` that runs a shell's command, and Agents of other names with theirs. */
export async function makeSpace(cluster, name, commands, more = {}) {
  const agents = Object.entries(typeof commands === 'string' ? { default: commands } : commands).map(([agent, command]) => ({
    apiVersion: 'kubetask.io/v1alpha1',
    kind: 'Agent',
    metadata: { name: agent, namespace: name },
    spec: { agentImage: 'busybox', serviceAccountName: 'default', command: ['sh', '-c', command], ...more[agent] },
  }));
  const space = { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
  if (name === 'default') return await apply(cluster, agents);
  return await apply(cluster, [space, ...agents]);
}

export async function apply(cluster, objects) {
  await cluster.kubectl(['apply', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }));
}

export const task = (namespace, name, spec = {}) => ({
  apiVersion: 'kubetask.io/v1alpha1',
  kind: 'Task',
  metadata: { name, namespace },
  spec: { description: `Do ${name.slice(0, 40)}`, ...spec },
});

/** Waits with kubectl until a Task is in a phase. */
export const phase = (cluster, namespace, name, wanted) =>
  cluster.kubectl(['wait', '-n', namespace, `task/${name}`, `--for=jsonpath={.status.phase}=${wanted}`, '--timeout=60s']);

/** Waits until the functions sleep: as many as KEDA wants, which is none. */
export const asleep = (cluster) =>
  cluster.kubectl(['wait', '-n', 'kubetask-system', 'deployment/kubetask-functions', '--for=jsonpath={.spec.replicas}=0', '--timeout=60s']);
