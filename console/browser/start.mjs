// Starts the mock with the built page, and Chromium; both end with `stop`.
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { chromium } from 'playwright-core';

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

export async function signIn(page, url, token = 'somebody') {
  await page.goto(url);
  await page.getByLabel('Token', { exact: true }).fill(token);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Tasks', exact: true }).waitFor();
}
