// Drives the page in Chromium against the local cluster of `make run`: from zero functions to a Task that is stopped and retried.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { asleep, makeSpace, phase, startCluster } from './cluster.mjs';
import { longestTask, open, seriousFaults, signIn, visit as visitWith, watchLongTasks } from './start.mjs';

const count = 200;
let cluster;
before(async () => {
  cluster = await startCluster();
});
after(() => cluster?.stop());
const visit = (run, options) => visitWith(cluster, run, options);

const choose = (page, ns) => page.getByLabel('Namespace', { exact: true }).selectOption(ns);

test('While the functions sleep the address that make run prints shows that they wake, and then the console, signed in', async () => {
  await asleep(cluster);
  const { page, context, faults } = await open(cluster);
  await page.goto(cluster.link, { waitUntil: 'commit' });
  await page.getByText('The functions are waking up.').waitFor();
  await page.getByRole('heading', { name: 'Tasks', exact: true }).waitFor();
  await page.getByText('0 Tasks').waitFor();
  assert.equal(new URL(page.url()).hash.includes(cluster.tokens.admin), false, 'the token stays in the address');
  assert.equal(await page.evaluate(() => localStorage.length + sessionStorage.length + document.cookie.length), 0);
  assert.deepEqual(faults, []);
  await context.close();
});

test('A page whose functions have gone to sleep wakes them when somebody signs in, and says so', () =>
  visit(async (page) => {
    await page.goto(cluster.url);
    await page.getByLabel('Token', { exact: true }).fill('wrong');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText("doesn't accept the token").waitFor();
    await page.getByLabel('Token', { exact: true }).fill(cluster.tokens.admin);
    await asleep(cluster);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('button', { name: 'Waiting for the functions…' }).waitFor();
    await page.getByRole('heading', { name: 'Tasks', exact: true }).waitFor();
  }));

test(`${count} Tasks appear, run and end in an open page, which stays quick`, async () => {
  await makeSpace(cluster, 'burst', 'true');
  const { page, context, faults } = await open(cluster);
  await watchLongTasks(page);
  await signIn(page, cluster.url, cluster.tokens.admin);
  await choose(page, 'burst');
  await page.getByText('0 Tasks').waitFor();
  await longestTask(page);
  const begun = performance.now();
  const create = (n) => cluster.api('namespaces/burst/tasks', { method: 'POST', body: { name: `work-${n}`, description: 'Do it' } });
  const numbers = Array.from({ length: count }, (_, i) => String(i + 1).padStart(3, '0'));
  const creating = Promise.all(
    [0, 1, 2, 3].map(async (part) => {
      for (const n of numbers.filter((_, i) => i % 4 === part)) await create(n);
    }),
  );
  await page.locator('.row .phase-running').first().waitFor();
  await creating;
  await page.getByText(`${count} Tasks`, { exact: true }).waitFor();
  await page.locator('option', { hasText: `Completed (${count})` }).waitFor({ state: 'attached', timeout: 90_000 });
  const longest = await longestTask(page);
  console.log(`${count} Tasks ended after ${Math.round(performance.now() - begun)} ms; the page's longest task took ${longest} ms`);
  // The machine is full of agents meanwhile.
  assert.ok(longest <= 300, `a task of the page takes ${longest} ms`);
  assert.deepEqual(faults, []);
  await context.close();
});

test('A log is followed as it is written; the Task is stopped, and retried', async () => {
  await makeSpace(cluster, 'followed', 'i=0; while sleep 0.1; do i=$((i+1)); echo "step $i"; done');
  await visit(async (page) => {
    await signIn(page, cluster.url, cluster.tokens.admin);
    await cluster.api('namespaces/followed/tasks', { method: 'POST', body: { name: 'endless', description: 'Count' } });
    await page.getByRole('link', { name: 'endless' }).click();
    await page.getByRole('tab', { name: 'Log' }).click();
    await page.getByText('step 3', { exact: true }).waitFor();
    await page.getByText('step 60', { exact: true }).waitFor();
    const away = await page.locator('.log-text').evaluate((e) => e.scrollHeight - e.scrollTop - e.clientHeight);
    assert.ok(away < 80, `the log is ${away} px before its end`);
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.locator('.heading .phase-completed').waitFor();
    await page.getByText('step 3', { exact: true }).waitFor({ state: 'attached' });
    await page.getByRole('tab', { name: 'Overview' }).click();
    await page.locator('.timeline').getByText('Stopped', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Retry' }).click();
    await page.getByRole('heading', { name: 'endless-retry-1' }).waitFor();
    await page.locator('.heading .phase-running').waitFor();
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.locator('.heading .phase-completed').waitFor();
  });
});

test('A new Task by the form: a wrong name is shown at its field; then it is created, runs, and is submitted again with changes', () =>
  visit(async (page) => {
    await signIn(page, cluster.url, cluster.tokens.admin);
    await choose(page, 'default');
    await page.getByRole('link', { name: 'New Task' }).click();
    await page.getByLabel('Description').fill('Say hello');
    await page.getByLabel('Name', { exact: true }).fill('Not_A_Name');
    await page.getByRole('button', { name: 'Create' }).click();
    await page.locator('.field.wrong', { hasText: 'must be an RFC 1123 subdomain' }).waitFor();
    assert.equal(await page.getByLabel('Name', { exact: true }).getAttribute('aria-invalid'), 'true');
    await page.getByLabel('Name', { exact: true }).fill('by-form');
    await page.getByRole('button', { name: 'Create' }).click();
    await page.getByRole('heading', { name: 'by-form' }).waitFor();
    await page.locator('.heading .phase-completed').waitFor();
    await page.getByRole('tab', { name: 'Log' }).click();
    await page.getByText('Say hello').first().waitFor();
    await page.getByRole('tab', { name: 'task.md' }).click();
    await page.locator('pre', { hasText: 'Say hello' }).waitFor();
    await page.getByRole('button', { name: 'Submit with changes' }).click();
    await page.getByRole('heading', { name: 'Submit by-form again' }).waitFor();
    await page.waitForFunction(() => document.querySelector('textarea')?.value === 'Say hello');
    await page.getByLabel('Description').fill('Say goodbye');
    await page.getByLabel('Name', { exact: true }).fill('by-form-2');
    await page.getByRole('button', { name: 'Create' }).click();
    await page.getByRole('heading', { name: 'by-form-2' }).waitFor();
    assert.match((await cluster.api('namespaces/default/tasks/by-form-2')).spec.description, /^Say goodbye/);
  }));

test('A new Task by YAML: the error of a wrong field leads to its line; the corrected one is created', () =>
  visit(async (page) => {
    await signIn(page, cluster.url, cluster.tokens.admin);
    await choose(page, 'default');
    await page.getByRole('link', { name: 'New Task' }).click();
    await page.getByRole('tab', { name: 'YAML' }).click();
    const head = 'apiVersion: kubetask.io/v1alpha1\nkind: Task\nmetadata:\n  name: by-yaml\nspec:\n';
    await page.getByLabel('Task', { exact: true }).fill(`${head}  descripton: Say hello\n`);
    await page.getByRole('button', { name: 'Create' }).click();
    await page.getByRole('button', { name: 'Line 6' }).click();
    assert.equal(await page.evaluate(() => getSelection().toString().trim()), 'descripton: Say hello');
    await page.getByLabel('Task', { exact: true }).fill(`${head}  description: Say hello\n`);
    await page.getByRole('button', { name: 'Create' }).click();
    await page.getByRole('heading', { name: 'by-yaml' }).waitFor();
    await phase(cluster, 'default', 'by-yaml', 'Completed');
    await page.locator('.heading .phase-completed').waitFor();
    assert.deepEqual(await seriousFaults(page, 'the Task'), []);
  }));
