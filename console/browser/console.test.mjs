// Drives the built page in Chromium, against the mock: node --test browser/
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { seriousFaults, signIn, start, visit as visitWith } from './start.mjs';

let started;
before(async () => {
  started = await start();
});
after(() => started.stop());

const visit = (run, options) => visitWith(started, run, options);

test('A wrong token is refused in words, a right one signs in, and a reload forgets it', () =>
  visit(async (page) => {
    await page.goto(started.url);
    await page.getByLabel('Token', { exact: true }).fill('bad');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText("doesn't accept the token").waitFor();
    await signIn(page, started.url);
    assert.equal(await page.evaluate(() => localStorage.length + sessionStorage.length + document.cookie.length), 0);
    await page.reload();
    await page.getByLabel('Token', { exact: true }).waitFor();
  }));

test('A printed address signs in, loses its token at once, and after a reload the page asks for it again', () =>
  visit(async (page) => {
    const printed = `${started.url}#token=somebody&ns=team-a`;
    await page.goto(printed);
    await page.getByRole('heading', { name: 'Tasks', exact: true }).waitFor();
    assert.equal(page.url(), `${started.url}?printed#/tasks?ns=team-a`);
    await page.getByRole('link', { name: 'Agents' }).click();
    await page.reload();
    await page.getByText('Open the address again that the command printed').waitFor();
    assert.equal(await page.evaluate(() => localStorage.length + sessionStorage.length + document.cookie.length), 0);
    await page.evaluate((address) => (location.href = address), printed.replace('console/', 'console/?printed'));
    await page.getByRole('heading', { name: 'Tasks', exact: true }).waitFor();
    assert.doesNotMatch(page.url(), /somebody/);
  }));

test('Tasks are filtered by phase and text, and opened and left by keyboard', () =>
  visit(async (page) => {
    await signIn(page, started.url);
    await page.getByText('60 Tasks').waitFor();
    await page.getByLabel('Phase').selectOption('Failed');
    await page.getByText(/^\d+ of 60 Tasks$/).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('nothing-has-this');
    await page.getByText('No Task matches the filter').waitFor();
    await page.keyboard.press('Escape');
    await page.getByText('60 Tasks').waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    const name = await page.locator('.row.active .name a').textContent();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name, exact: true }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('heading', { name: 'Tasks', exact: true }).waitFor();
  }));

test('A new Task shows errors at their fields, is checked, is created, and appears live', () =>
  visit(async (page) => {
    await signIn(page, started.url);
    await page.getByRole('link', { name: 'New Task' }).click();
    await page.getByRole('button', { name: 'Check only' }).click();
    await page.getByText('is missing; write what the agent is to do').waitFor();
    assert.equal(await page.getByLabel('Description').getAttribute('aria-invalid'), 'true');
    await page.getByLabel('Description').fill('Say hello');
    await page.getByLabel('Name', { exact: true }).fill('from-the-form');
    await page.getByRole('button', { name: 'Check only' }).click();
    await page.getByText('The Task is valid. Nothing was created.').waitFor();
    await page.getByRole('button', { name: 'Create' }).click();
    await page.getByRole('heading', { name: 'from-the-form' }).waitFor();
    await page.locator('.heading .phase-running').waitFor();
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.locator('.timeline').getByText('Stopped', { exact: true }).waitFor();
    await page.getByRole('button', { name: /^Retry/ }).click();
    await page.getByRole('heading', { name: 'from-the-form-retry-1' }).waitFor();
  }));

test('Errors in YAML lead to their lines', () =>
  visit(async (page) => {
    await signIn(page, started.url);
    await page.getByRole('link', { name: 'New Task' }).click();
    await page.getByRole('tab', { name: 'YAML' }).click();
    await page.getByLabel('Task', { exact: true }).fill('metadata: {name: x}\nspec:\n  descripton: d\n');
    await page.getByRole('button', { name: 'Check only' }).click();
    await page.getByRole('button', { name: 'Line 3' }).click();
    assert.equal(await page.evaluate(() => getSelection().toString().trim()), 'descripton: d');
  }));

test('A log has colors by classes, markup as text, and a search', () =>
  visit(async (page) => {
    await signIn(page, started.url);
    await page
      .locator('.row', { has: page.locator('.phase-completed') })
      .first()
      .locator('a')
      .click();
    await page.getByRole('tab', { name: 'Log' }).click();
    await page.locator('.line .fg-red', { hasText: 'FAIL' }).waitFor({ state: 'attached' });
    assert.equal(await page.locator('.log-text img').count(), 0);
    await page.getByLabel('Search in the log').fill('module-123.go');
    await page.getByText('1 of 1').waitFor();
    assert.equal(await page.locator('mark').first().isVisible(), true);
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download' }).click();
    assert.match((await download).suggestedFilename(), /\.log$/);
  }));

test('A log that leaves the page while it scrolls leaves no error', () =>
  visit(async (page) => {
    await signIn(page, started.url);
    await page.locator('.row .name a').nth(8).click();
    await page.getByRole('tab', { name: 'Log' }).click();
    await page.locator('.log-text .line').first().waitFor();
    await page.evaluate(() => {
      const log = document.querySelector('.log-text');
      log.style.height = '20px';
      const scrolled = new Promise((resolve) => log.addEventListener('scroll', resolve));
      log.scrollTop = 1;
      history.replaceState(null, '', '#/agents');
      dispatchEvent(new HashChangeEvent('hashchange'));
      return scrolled;
    });
    await page.getByRole('heading', { name: 'Agents' }).waitFor();
  }));

test('Who may only look finds actions disabled, with the reason', () =>
  visit(async (page) => {
    await signIn(page, started.url, 'viewer');
    await page.locator('.row .name a').first().click();
    await page.locator('button[aria-disabled]', { hasText: 'Stop' }).waitFor();
    const stop = page.getByRole('button', { name: /^Stop/ });
    await page.waitForFunction(() => document.querySelector('button.danger')?.title.includes('You have no right to patch tasks'));
    await stop.click({ force: true });
    assert.equal(await page.locator('.toast').count(), 0);
  }));

test('An answer that is late says that the functions wake, until it comes', () =>
  visit(async (page) => {
    await signIn(page, started.url);
    let release;
    const held = new Promise((resolve) => (release = resolve));
    await page.route('**/api/v1/agents?*', async (route) => (await held, await route.continue()));
    await page.getByRole('link', { name: 'Agents' }).click();
    await page.locator('[role=status] > span', { hasText: 'the functions may be waking up' }).waitFor();
    release();
    await page.locator('.card').first().waitFor();
    await page.getByText('the functions may be waking up').waitFor({ state: 'detached' });
  }));

test('CronTasks show due times, history and missed runs, and are suspended', () =>
  visit(async (page) => {
    await signIn(page, started.url);
    await page.getByRole('link', { name: 'CronTasks' }).click();
    const card = page.locator('.card', { hasText: 'nightly-update' });
    await card.getByText('2 due times have had no Task: an earlier Task was still active').waitFor();
    await card.locator('.due li').nth(4).waitFor();
    assert.ok((await card.locator('.bead').count()) > 3);
    await card.getByRole('button', { name: 'Suspend' }).click();
    await card.getByRole('button', { name: 'Resume' }).waitFor();
    await card.getByRole('button', { name: 'Resume' }).click();
    await card.getByRole('button', { name: 'Suspend' }).waitFor();
  }));

for (const colorScheme of ['light', 'dark']) {
  for (const width of [1280, 390]) {
    test(`axe finds no serious fault, and nothing is wider than the page: ${colorScheme}, ${width} px`, () =>
      visit(
        async (page) => {
          await signIn(page, started.url);
          const task = await page.locator('.row .name a').nth(8).getAttribute('href');
          const pages = [
            '#/tasks',
            task,
            `${task}&tab=log`,
            `${task}&tab=events`,
            `${task}&tab=yaml`,
            '#/new',
            '#/crontasks',
            '#/agents',
            '#/contexts',
            '#/system',
          ];
          for (const one of pages) {
            await page.evaluate((hash) => (location.hash = hash), one.includes('?') ? one : one.replace('&', '?'));
            await page.locator('main', { hasText: 'Loading…' }).waitFor({ state: 'detached' });
            await page.locator('h1, h2').first().waitFor();
            assert.deepEqual(await seriousFaults(page, one), []);
            const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
            assert.ok(over <= 0, `${one} is ${over} px wider than the page`);
            if (process.env['SCREENS']) {
              const name = one.replace(/[^a-z]+/gi, '-').slice(0, 60);
              await page.screenshot({ path: `${process.env['SCREENS']}/${colorScheme}-${width}${name}.png` });
            }
          }
        },
        { viewport: { width, height: width === 390 ? 844 : 800 }, colorScheme },
      ));
  }
}
