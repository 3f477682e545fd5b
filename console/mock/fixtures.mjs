// Objects as the API server would have them, after docs/api.md. The same seed gives the same objects.

const minute = 60_000;
let seed = 7;

/** A number below a limit, without a clock. */
export function draw(limit) {
  seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
  return Math.floor((seed / 2_147_483_648) * limit);
}

export const iso = (time) => new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');
const pick = (list) => list[draw(list.length)];
let version = 1000;
export const nextVersion = () => String(++version);

export const namespaces = ['default', 'kubetask-system', 'platform', 'team-a', 'team-b'];
const work = ['update-service', 'fix-flaky-tests', 'review-pull-request', 'write-changelog', 'migrate-schema', 'triage-issues'];
const agents = ['claude', 'codex', 'default', 'gemini'];

function metadata(namespace, name, created, more = {}) {
  const uid = `${String(draw(1e8)).padStart(8, '0')}-0000-4000-8000-${String(draw(1e9)).padStart(12, '0')}`;
  return { name, namespace, uid, resourceVersion: nextVersion(), generation: 1, creationTimestamp: iso(created), ...more };
}

const condition = (type, status, reason, message, at) => ({
  type,
  status,
  reason,
  message,
  lastTransitionTime: iso(at),
  observedGeneration: 1,
});

function usage(total) {
  const input = Math.floor(total * 0.3);
  const output = Math.floor(total * 0.1);
  return {
    inputTokens: input,
    outputTokens: output,
    cacheReadTokens: total - input - output,
    cacheWriteTokens: 0,
    totalTokens: total,
    costUSD: Number((total * 0.0000013).toFixed(5)),
    costBasis: 'reported by the CLI',
  };
}

export const object = (kind, meta, spec, status) => ({
  apiVersion: 'kubetask.io/v1alpha1',
  kind,
  metadata: meta,
  spec,
  ...(status && { status }),
});

/** The status of a Task in a phase. */
export function statusOf(phase, name, created, position = 1) {
  const began = created + 2000;
  const accepted = [
    condition('Accepted', 'True', 'Accepted', 'the Agent was found', created + 1000),
    condition('ContextsResolved', 'True', 'Resolved', 'the Contexts were found', created + 1000),
  ];
  if (phase === 'Pending') return { phase };
  if (phase === 'Queued') {
    const message = `queue position ${position}: Agent claude runs at most 3 Tasks at once`;
    return {
      phase,
      message,
      observedGeneration: 1,
      conditions: [...accepted, condition('Queued', 'True', 'AgentAtCapacity', message, began)],
    };
  }
  const running = {
    phase,
    message: `the agent runs in pod ${name}-job-x7k2p`,
    observedGeneration: 1,
    startTime: iso(began),
    jobName: `${name}-job`,
    podName: `${name}-job-x7k2p`,
    agent: { name: 'claude', image: 'quay.io/kubetask/kubetask-agent-claude:latest' },
    conditions: [...accepted, condition('Started', 'True', 'Running', 'the agent runs', began + 3000)],
  };
  if (phase === 'Running') return running;
  const failed = phase === 'Failed';
  const end = began + (1 + draw(30)) * minute;
  const message = failed ? 'the agent failed with exit code 1' : 'the agent finished with exit code 0';
  return {
    ...running,
    message,
    completionTime: iso(end),
    exitCode: failed ? 1 : 0,
    result: failed ? 'error: the tests fail in payments/ledger_test.go' : 'I updated 4 dependencies, and opened pull request 214.',
    turns: 2 + draw(20),
    usage: usage(2000 + draw(180_000)),
    usageCounted: true,
    conditions: [
      ...running.conditions,
      condition(failed ? 'Failed' : 'Complete', 'True', failed ? 'AgentFailed' : 'Completed', message, end),
      condition('Ready', failed ? 'False' : 'True', failed ? 'AgentFailed' : 'Completed', message, end),
    ],
  };
}

export function makeTasks(count, now) {
  const tasks = [];
  for (let i = 0; i < count; i++) {
    const created = now - i * (count > 500 ? 20_000 : 3 * minute) - draw(10_000);
    const fromCron = draw(4) === 0;
    const name = fromCron ? `nightly-update-${Math.floor(created / 1000)}` : `${pick(work)}-${i.toString(36).padStart(4, '0')}`;
    const namespace = fromCron ? 'team-a' : pick(['default', 'platform', 'team-a', 'team-b']);
    const phase = i < 3 ? 'Running' : i < 6 ? 'Queued' : i < 7 ? 'Pending' : draw(7) === 0 ? 'Failed' : 'Completed';
    const labels = fromCron ? { 'kubetask.io/crontask': 'nightly-update' } : { team: pick(['a', 'b']) };
    tasks.push(
      object(
        'Task',
        metadata(namespace, name, created, { labels }),
        {
          agentRef: pick(agents),
          description: 'Update dependencies to latest versions.\nRun tests and create PR.',
          contexts: [{ name: 'coding-standards' }, { name: 'workflow-guide', mountPath: '/workspace/guide.md' }],
        },
        statusOf(phase, name, created, i - 2),
      ),
    );
  }
  const retried = tasks[8];
  retried.status.attempts = [
    {
      jobName: `${retried.metadata.name}-job`,
      podName: 'p-1',
      startTime: retried.status.startTime,
      completionTime: retried.status.startTime,
      exitCode: 137,
      reason: 'OOMKilled',
    },
    {
      jobName: `${retried.metadata.name}-job-2`,
      podName: retried.status.podName,
      startTime: retried.status.startTime,
      completionTime: retried.status.completionTime,
      exitCode: retried.status.exitCode,
    },
  ];
  return tasks;
}

export function makeOthers(now) {
  const day = 86_400_000;
  const days = Array.from({ length: 10 }, (_, i) => ({
    date: iso(now - (9 - i) * day).slice(0, 10),
    tasks: 1 + draw(40),
    ...usage(20_000 + draw(3_000_000)),
  }));
  const agent = (namespace, name, spec, status) =>
    object('Agent', metadata(namespace, name, now - 30 * day), { serviceAccountName: 'kubetask-agent', ...spec }, status);
  const cron = (name, spec, status) =>
    object(
      'CronTask',
      metadata('team-a', name, now - 20 * day),
      {
        concurrencyPolicy: 'Forbid',
        taskTemplate: { spec: { description: 'x', contexts: [{ name: 'coding-standards' }] } },
        ...spec,
      },
      status,
    );
  const context = (namespace, name, spec) => object('Context', metadata(namespace, name, now - 30 * day), spec);
  const scheduled = [condition('Scheduled', 'True', 'Scheduled', 'Tasks are created at its due times', now - day)];
  return {
    agents: [
      agent(
        'team-a',
        'claude',
        {
          agentImage: 'quay.io/kubetask/kubetask-agent-claude:latest',
          maxConcurrentTasks: 3,
          quota: { maxTaskStarts: 40, windowSeconds: 3600 },
          contexts: [{ name: 'coding-standards' }],
        },
        { running: 3, queued: 3, starts: Array.from({ length: 28 }, (_, i) => iso(now - i * 60_000)), usagePerDay: days },
      ),
      agent('team-a', 'default', { agentImage: 'quay.io/kubetask/kubetask-agent-gemini:latest' }, { running: 0, queued: 0 }),
      agent(
        'platform',
        'codex',
        { agentImage: 'quay.io/kubetask/kubetask-agent-codex:latest', maxConcurrentTasks: 10 },
        { running: 1, queued: 0, usagePerDay: days.slice(4) },
      ),
    ],
    contexts: [
      context('team-a', 'coding-standards', {
        type: 'Inline',
        inline: { content: '# Coding Standards\n- Use descriptive names\n- Write unit tests\n' },
        allowedNamespaces: ['*'],
      }),
      context('team-a', 'workflow-guide', { type: 'ConfigMap', configMap: { name: 'workflow-guides', key: 'pr-workflow.md' } }),
      context('platform', 'runbooks', {
        type: 'Git',
        git: { repository: 'https://git.example.com/platform/runbooks.git', ref: 'main', path: 'oncall' },
      }),
      context('platform', 'search', { type: 'MCP', mcp: { servers: [{ name: 'search', url: 'https://search.example.com/mcp' }] } }),
    ],
    crontasks: [
      cron(
        'nightly-update',
        { schedule: '0 2 * * MON-FRI', timeZone: 'Europe/Berlin' },
        {
          conditions: scheduled,
          lastScheduleTime: iso(now - day),
          nextScheduleTime: iso(now + day / 4),
          missed: { count: 2, last: iso(now - 2 * day), reason: 'JobAlreadyActive' },
        },
      ),
      cron(
        'hourly-triage',
        { schedule: '@hourly', suspend: true },
        {
          conditions: [condition('Scheduled', 'False', 'Suspended', 'spec.suspend is true', now - day)],
          lastScheduleTime: iso(now - 3 * day),
        },
      ),
      cron(
        'broken',
        { schedule: '0 0 31 2 *' },
        {
          conditions: [
            condition(
              'Scheduled',
              'False',
              'InvalidSchedule',
              'schedule "0 0 31 2 *" never comes: no year has such a day; write a day that the month has',
              now - day,
            ),
          ],
        },
      ),
    ],
  };
}

export function eventsOf(task, now) {
  const { name, namespace, uid } = task.metadata;
  const event = (reason, message, at, type = 'Normal') => ({
    apiVersion: 'v1',
    kind: 'Event',
    metadata: metadata(namespace, `${name}.${draw(1e9).toString(16)}`, at),
    involvedObject: { kind: 'Task', name, namespace, uid },
    type,
    reason,
    message,
    count: 1,
    firstTimestamp: iso(at),
    lastTimestamp: iso(at),
  });
  return [
    event('JobCreated', `Job ${name}-job created; waiting for its pod`, now - 9 * minute),
    event('Unschedulable', '0/3 nodes are available: 3 Insufficient memory', now - 8 * minute, 'Warning'),
    event('Started', 'the agent runs', now - 7 * minute),
  ];
}
