// How soon the page of the local cluster is there, its pages in light, dark and on a telephone, and the picture in the README.
// KUBETASK_UPDATE_SCREENSHOT=1 takes the picture anew; SCREENS=FOLDER keeps pictures of all pages.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { apply, makeSpace, phase, startCluster, task } from './cluster.mjs';
import { open, seriousFaults, signIn, visit } from './start.mjs';

const root = new URL('../..', import.meta.url).pathname;
const picture = 'docs/console.png';
const ns = 'payments';
let cluster;
before(async () => {
  cluster = await startCluster();
  await fill();
});
after(() => cluster?.stop());

/** What an agent leaves that reports its usage, as kubetask-run writes it. */
function report(result, input, output, cache, turns) {
  const usage = { inputTokens: input, outputTokens: output, cacheReadTokens: cache, totalTokens: input + output + cache };
  const cost = { costUsd: Number((input * 3e-6 + output * 15e-6 + cache * 3e-7).toFixed(4)), costBasis: 'reported by the CLI' };
  const line = `kubetask-run: ${JSON.stringify({ agent: 'claude', usage: { ...usage, ...cost }, turns })}`;
  return `sleep ${turns / 4}; printf '%s\\n' '${result}' '${line}' > /dev/termination-log; echo '${result}'`;
}

/** Tasks in every phase. Their descriptions are what their agents run. */
async function fill() {
  const run = 'sh "${WORKSPACE_DIR:-/workspace}/task.md"';
  const limits = { maxConcurrentTasks: 2, quota: { maxTaskStarts: 40, windowSeconds: 3600 } };
  await makeSpace(cluster, ns, { claude: run, codex: run, default: run }, { claude: limits });
  const cron = { schedule: '0 2 * * MON-FRI', timeZone: 'Europe/Berlin', taskTemplate: { spec: { description: 'true' } } };
  const guide = { apiVersion: 'kubetask.io/v1alpha1', kind: 'Context', metadata: { name: 'coding-standards', namespace: ns } };
  await apply(cluster, [
    task(ns, 'update-dependencies', { agentRef: 'claude', description: report('I updated 4 dependencies.', 41200, 5300, 228000, 18) }),
    task(ns, 'fix-flaky-tests', { agentRef: 'claude', description: report('Two tests waited for a sleep.', 18100, 2900, 96000, 11) }),
    { apiVersion: 'kubetask.io/v1alpha1', kind: 'CronTask', metadata: { name: 'nightly-update', namespace: ns }, spec: cron },
    { ...guide, spec: { type: 'Inline', inline: { content: '# Coding Standards\n' } } },
  ]);
  await phase(cluster, ns, 'update-dependencies', 'Completed');
  await phase(cluster, ns, 'fix-flaky-tests', 'Completed');
  await apply(cluster, [
    task(ns, 'migrate-schema', { agentRef: 'codex', description: 'echo "psql: connection refused"; exit 2' }),
    task(ns, 'write-changelog', { agentRef: 'codex', description: report('CHANGELOG.md has 12 new lines.', 7400, 1100, 0, 4) }),
    task(ns, 'triage-issues', { agentRef: 'claude', description: 'echo "reading 31 issues"; sleep 900' }),
    task(ns, 'review-pull-request-214', { agentRef: 'claude', description: 'echo "reading the diff"; sleep 900' }),
  ]);
  await phase(cluster, ns, 'migrate-schema', 'Failed');
  await phase(cluster, ns, 'write-changelog', 'Completed');
  await phase(cluster, ns, 'triage-issues', 'Running');
  await phase(cluster, ns, 'review-pull-request-214', 'Running');
  await apply(cluster, [task(ns, 'update-service-b', { agentRef: 'claude' }), task(ns, 'update-service-c', { agentRef: 'claude' })]);
  await phase(cluster, ns, 'update-service-c', 'Queued');
}

test('The first paint of the local cluster, awake, comes within a second', async () => {
  const paints = [];
  for (let i = 0; i < 3; i++) {
    const { page, context } = await open(cluster);
    await page.goto(cluster.link);
    await page.getByRole('heading', { name: 'Tasks', exact: true }).waitFor();
    paints.push(await page.evaluate(() => Math.round(performance.getEntriesByName('first-contentful-paint')[0].startTime)));
    await context.close();
  }
  console.log(`first paint of the local cluster: ${paints.join(', ')} ms`);
  assert.ok(Math.max(...paints.slice(1)) < 1000, `the first paints take ${paints} ms`);
});

const pages = {
  tasks: 'review-pull-request-214',
  'tasks/payments/update-dependencies': 'Completed',
  'tasks/payments/migrate-schema': 'exit code 2',
  'tasks/payments/triage-issues?tab=log': 'reading 31 issues',
  'tasks/payments/update-dependencies?tab=instruction': 'kubetask-run',
  'tasks/payments/update-dependencies?tab=events': 'agent',
  'tasks/payments/update-dependencies?tab=yaml': 'apiVersion',
  new: 'Check only',
  crontasks: 'nightly-update',
  agents: 'codex',
  contexts: 'coding-standards',
  system: 'Kubernetes',
};

for (const [colorScheme, width] of [
  ['light', 1280],
  ['dark', 1280],
  ['light', 390],
  ['dark', 390],
]) {
  test(`Every page has its content, and is no wider than the window: ${colorScheme}, ${width} px`, () =>
    visit(
      cluster,
      async (page) => {
        await signIn(page, cluster.url, cluster.tokens.admin);
        for (const [path, text] of Object.entries(pages)) {
          const hash = `#/${path}${path.includes('?') ? '&' : '?'}ns=${ns}`;
          await page.evaluate((to) => (location.hash = to), hash);
          await page.locator('main', { hasText: text }).waitFor();
          await page.locator('main', { hasText: 'Loading…' }).waitFor({ state: 'detached' });
          if (path === 'crontasks') await page.locator('.due li').nth(4).waitFor();
          if ((colorScheme === 'light') === (width === 1280)) assert.deepEqual(await seriousFaults(page, path), []);
          const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
          assert.ok(over <= 0, `${path} is ${over} px wider than the window`);
          if (process.env['SCREENS']) {
            const name = path.replace(/[^a-z]+/gi, '-').slice(0, 60);
            await page.screenshot({ path: `${process.env['SCREENS']}/cluster-${colorScheme}-${width}-${name}.png` });
          }
        }
      },
      { viewport: { width, height: width === 390 ? 844 : 800 }, colorScheme },
    ));
}

test('The README shows the list of Tasks', () =>
  visit(
    cluster,
    async (page) => {
      await signIn(page, cluster.url, cluster.tokens.admin);
      await page.getByLabel('Namespace', { exact: true }).selectOption(ns);
      for (const state of ['running', 'queued', 'completed', 'failed']) await page.locator(`.row .phase-${state}`).first().waitFor();
      await page.mouse.move(0, 0);
      if (process.env['KUBETASK_UPDATE_SCREENSHOT']) await page.screenshot({ path: root + picture });
      assert.ok(existsSync(root + picture), `${picture} is missing; KUBETASK_UPDATE_SCREENSHOT=1 takes it`);
      assert.ok(statSync(root + picture).size < 150 * 1024, `${picture} is over 150 KB`);
      assert.match(readFileSync(`${root}README.md`, 'utf8'), /\]\(docs\/console\.png\)/);
    },
    { viewport: { width: 1280, height: 540 } },
  ));
