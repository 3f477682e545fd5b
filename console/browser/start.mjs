// Starts the mock with the built page, and Chromium; both end with `stop`.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { chromium } from 'playwright-core';

const axe = readFileSync(new URL('../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');
const root = new URL('..', import.meta.url).pathname;

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export async function start({ tasks = 60, proxy = false } = {}) {
  const port = await freePort();
  const parameters = ['mock/server.mjs', '--dist', 'dist', '--port', String(port), '--tasks', String(tasks)];
  const mock = spawn(process.execPath, proxy ? [...parameters, '--proxy'] : parameters, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise((resolve, reject) => {
    mock.stdout.once('data', resolve);
    mock.once('exit', (code) => reject(new Error(`the mock ended with ${code}`)));
  });
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu'],
  });
  return {
    url: `http://127.0.0.1:${port}/console/`,
    browser,
    stop: async () => {
      await browser.close();
      mock.kill();
    },
  };
}

/** A page whose faults are collected: errors of scripts, refusals of the page's policy, requests that go elsewhere. */
export async function open(started, options = {}) {
  const context = await started.browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  const faults = [];
  const origin = new URL(started.url).origin;
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
  page.on('console', (message) => {
    // A refused request is part of some checks, and the page reports it itself.
    if (message.type() === 'error' && !message.text().includes('Failed to load resource')) faults.push(`console: ${message.text()}`);
  });
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(origin) && !url.startsWith('blob:')) faults.push(`a request goes to ${url}`);
  });
  return { page, context, faults };
}

/** Runs a check with a page of its own, which must have no faults in the end. */
export async function visit(started, run, options) {
  const { page, context, faults } = await open(started, options);
  try {
    await run(page);
    assert.deepEqual(faults, []);
  } finally {
    await context.close();
  }
}

/** The faults that axe calls serious or critical, in words. */
export async function seriousFaults(page, where) {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe);
  const result = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
  return result.violations
    .filter((v) => v.impact === 'serious' || v.impact === 'critical')
    .map(
      (v) =>
        `${where}: ${v.id}: ${v.nodes
          .map((n) => `${n.target} ${n.failureSummary}`)
          .slice(0, 3)
          .join(' | ')}`,
    );
}

/** Collects how long the page's tasks take that take over 50 ms. */
export async function watchLongTasks(page) {
  await page.addInitScript(() => {
    globalThis.longTasks = [];
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) globalThis.longTasks.push(Math.round(entry.duration));
    }).observe({ type: 'longtask', buffered: true });
  });
}

/** The longest task since the last question. */
export const longestTask = (page) => page.evaluate(() => Math.max(0, ...globalThis.longTasks.splice(0)));

export async function signIn(page, url, token = 'somebody') {
  await page.goto(url);
  await page.getByLabel('Token', { exact: true }).fill(token);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Tasks', exact: true }).waitFor();
}
