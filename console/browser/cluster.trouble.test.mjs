// Drives the page in Chromium against the local cluster of `make run`: few rights, an API server that is away, and input that is hostile.
import assert from 'node:assert/strict';
import { stat } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { apply, makeSpace, phase, startCluster, task } from './cluster.mjs';
import { longestTask, open, signIn, visit as visitWith, watchLongTasks } from './start.mjs';

let cluster;
before(async () => {
  cluster = await startCluster();
});
after(() => cluster?.stop());
const visit = (run, options) => visitWith(cluster, run, options);

/** Opens a Task by its address, in the page that is open. */
const show = (page, ns, name, tab = '') =>
  page.evaluate((hash) => (location.hash = hash), `#/tasks/${ns}/${encodeURIComponent(name)}${tab && `?tab=${tab}`}`);

test('Who may only look sees Tasks and logs, and finds every action disabled, with the reason', async () => {
  await makeSpace(cluster, 'looked-at', 'echo done');
  await apply(cluster, [task('looked-at', 'ended')]);
  await phase(cluster, 'looked-at', 'ended', 'Completed');
  await visit(async (page) => {
    await signIn(page, cluster.url, cluster.tokens.viewer);
    await page.getByRole('link', { name: 'ended' }).click();
    await page.getByRole('tab', { name: 'Log' }).click();
    await page.getByText('done', { exact: true }).waitFor();
    for (const name of ['Stop', 'Retry', 'Submit with changes']) {
      const button = page.locator('button[aria-disabled]', { hasText: name });
      await button.waitFor();
      await page.waitForFunction(
        (text) =>
          [...document.querySelectorAll('button')].find((b) => b.textContent.startsWith(text))?.title.startsWith('You have no right to'),
        name,
      );
      await button.click({ force: true });
    }
    await page.getByRole('link', { name: 'Tasks', exact: true }).first().click();
    await page.getByRole('link', { name: 'New Task' }).click();
    await page.locator('button.primary[aria-disabled]', { hasText: 'Create' }).waitFor();
    assert.equal(await page.locator('.toast').count(), 0);
  });
  assert.equal((await cluster.api('namespaces/looked-at/tasks')).items.length, 1);
});

test('Who may see one namespace writes its name, and is told what may not be seen', () =>
  visit(async (page) => {
    await cluster.api('namespaces/default/tasks', { method: 'POST', body: { name: 'seen', description: 'Say hello' } });
    await signIn(page, cluster.url, cluster.tokens.guest);
    const refused = page.getByRole('alert').filter({ hasText: 'You have no right to see this' });
    await refused.waitFor();
    const ns = page.locator('input.namespace');
    await ns.fill('default');
    await ns.press('Enter');
    await page.getByRole('link', { name: 'seen' }).waitFor();
    await refused.waitFor({ state: 'detached' });
    await ns.fill('kubetask-system');
    await ns.press('Enter');
    await refused.filter({ hasText: 'kubetask-system' }).waitFor();
    assert.equal(await page.getByRole('link', { name: 'seen' }).count(), 0);
  }));

test('While the API server is away the page says so and keeps what it has; when it is back the page goes on by itself', () =>
  visit(async (page) => {
    await makeSpace(cluster, 'away', 'true');
    await apply(cluster, [task('away', 'before')]);
    await phase(cluster, 'away', 'before', 'Completed');
    await signIn(page, cluster.url, cluster.tokens.admin);
    await page.getByRole('link', { name: 'before' }).waitFor();
    cluster.gate.close();
    const note = page.getByRole('alert').filter({ hasText: 'Not up to date' });
    await note.filter({ hasText: 'The API server could not be reached' }).waitFor();
    await page.getByRole('link', { name: 'before' }).waitFor();
    // What happens meanwhile is there afterwards.
    await apply(cluster, [task('away', 'meanwhile')]);
    await show(page, 'away', 'before');
    await note.waitFor();
    cluster.gate.open();
    await page.locator('.heading .phase-completed').waitFor();
    await note.waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'Tasks', exact: true }).first().click();
    await page.getByRole('link', { name: 'meanwhile' }).waitFor();
    await note.waitFor({ state: 'detached' });
  }));

test('A followed log breaks off with the API server, and goes on by itself', () =>
  visit(async (page) => {
    await makeSpace(cluster, 'broken', 'i=0; while sleep 0.1; do i=$((i+1)); echo "step $i"; done');
    await apply(cluster, [task('broken', 'endless')]);
    await phase(cluster, 'broken', 'endless', 'Running');
    await signIn(page, cluster.url, cluster.tokens.admin);
    await show(page, 'broken', 'endless', 'log');
    await page.getByText('step 5', { exact: true }).waitFor();
    cluster.gate.close();
    await page.getByRole('alert').filter({ hasText: 'Not up to date' }).first().waitFor();
    await page.getByText('step 5', { exact: true }).waitFor();
    const last = await page.locator('.line').last().textContent();
    cluster.gate.open();
    const later = Number(/\d+/.exec(last)[0]) + 20;
    await page.getByText(`step ${later}`, { exact: true }).waitFor();
    await page.waitForFunction(() => !document.querySelector('[role=alert]'));
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.locator('.heading .phase-completed').waitFor();
  }));

test('HTML and control sequences in a log, a name and a result are text: nothing is executed', async () => {
  const lines = [
    '<img src=x onerror="document.title=1">',
    '<script>document.title=2</script>',
    '\\033[31mred\\033[0m \\033]0;title\\007\\033]8;;javascript:document.title=3\\033\\\\link\\033]8;;\\033\\\\ \\033[2J\\033[1;1Hend',
  ];
  await makeSpace(cluster, 'hostile', `printf '${lines.join('\\n')}\\n' | tee /dev/termination-log`);
  await apply(cluster, [task('hostile', 'markup', { description: '<b onmouseover="document.title=4">bold</b>' })]);
  await phase(cluster, 'hostile', 'markup', 'Completed');
  await visit(async (page) => {
    await signIn(page, cluster.url, cluster.tokens.admin);
    await show(page, 'hostile', 'markup', 'log');
    await page.getByText('<img src=x onerror="document.title=1">').waitFor();
    await page.getByText('<script>document.title=2</script>').waitFor();
    await page.locator('.line .fg-red', { hasText: 'red' }).waitFor();
    assert.match(await page.locator('.line', { hasText: 'red' }).textContent(), /^red link end\n$/);
    for (const tab of ['', 'instruction', 'yaml', 'events']) {
      await show(page, 'hostile', 'markup', tab);
      await page.locator('#tab-panel > *').first().waitFor();
      assert.equal(await page.locator('main img, main script, main b, a[href^="javascript"]').count(), 0);
    }
    assert.match(await page.title(), /^markup/);
  });
});

for (const width of [1280, 390]) {
  test(`A Task whose name has 253 characters fits into the page, and can be stopped: ${width} px`, () =>
    visit(
      async (page) => {
        const name = `${width}-${'long-name.'.repeat(30)}`.slice(0, 252) + 'x';
        await makeSpace(cluster, `long-${width}`, 'sleep 600');
        await apply(cluster, [task(`long-${width}`, name)]);
        const narrow = async (where) => {
          const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
          assert.ok(over <= 0, `${where} is ${over} px wider than the page`);
        };
        await signIn(page, cluster.url, cluster.tokens.admin);
        await page.getByRole('link', { name }).waitFor();
        await narrow('the list');
        await page.getByRole('link', { name }).click();
        await page.getByRole('heading', { name }).waitFor();
        await page.locator('.heading .phase-running').waitFor();
        await narrow('the Task');
        await page.getByRole('button', { name: 'Stop' }).click();
        await page.locator('.heading .phase-completed').waitFor();
        await narrow('the stopped Task');
      },
      { viewport: { width, height: 800 } },
    ));
}

test('A log of 50 MB leaves the page usable: it shows the end, says how much is left out, finds, and downloads all of it', async () => {
  const lines = 524_288;
  await makeSpace(cluster, 'large', `seq -f '%099.0f' 1 ${lines}`);
  await apply(cluster, [task('large', 'log')]);
  await phase(cluster, 'large', 'log', 'Completed');
  const { page, context, faults } = await open(cluster);
  await watchLongTasks(page);
  await signIn(page, cluster.url, cluster.tokens.admin);
  await show(page, 'large', 'log');
  await page.getByRole('heading', { name: 'log' }).waitFor();
  await longestTask(page);
  const begun = performance.now();
  await page.getByRole('tab', { name: 'Log' }).click();
  await page.locator('.line', { hasText: String(lines) }).waitFor({ timeout: 60_000 });
  const read = Math.round(performance.now() - begun);
  const hint = await page.locator('.log .hint').textContent();
  const leftOut = Number(/The first ([\d,]+) lines/.exec(hint)[1].replaceAll(',', ''));
  assert.ok(leftOut > lines - 25_000 && leftOut < lines, hint);
  const loading = await longestTask(page);
  await page.getByLabel('Search in the log').fill(String(lines - 10_000));
  await page.getByText('1 of 1').waitFor();
  assert.equal(await page.locator('.line.current').isVisible(), true);
  const searching = await longestTask(page);
  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download' }).click();
  const { size } = await stat(await (await downloading).path());
  assert.equal(size, lines * 100);
  const nodes = await page.locator('.line').count();
  console.log(`50 MB: read after ${read} ms; longest task ${loading} ms while reading, ${searching} ms while searching; ${nodes} lines`);
  assert.ok(loading < 500, `a task takes ${loading} ms`);
  assert.deepEqual(faults, []);
  await context.close();
});
