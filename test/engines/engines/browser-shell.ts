// A shell for a browser: serves a page whose Content-Security-Policy lets no code come from strings, has a headless browser
// open it, and prints the lines that the page sends back. Arguments: chromium or firefox, the browser, the script.

import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The flags that keep a browser from looking for its maker's hosts, and from asking whether a slow script may go on. */
const CHROMIUM = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-hang-monitor',
  '--disable-dev-shm-usage',
];

const FIREFOX = `
user_pref('app.normandy.enabled', false);
user_pref('app.update.enabled', false);
user_pref('browser.safebrowsing.blockedURIs.enabled', false);
user_pref('browser.shell.checkDefaultBrowser', false);
user_pref('datareporting.policy.dataSubmissionEnabled', false);
user_pref('dom.ipc.processHangMonitor', false);
user_pref('dom.max_script_run_time', 0);
user_pref('extensions.update.enabled', false);
user_pref('network.captive-portal-service.enabled', false);
user_pref('network.connectivity-service.enabled', false);
user_pref('services.settings.server', 'data:,');
user_pref('toolkit.telemetry.enabled', false);
`;

const PAGE = ['before.js', 'program.js', 'after.js'].map((file) => `<script src="/${file}"></script>`).join('');

/** Says so if the policy is not in force: then the program has shown nothing. */
const BEFORE = `
var lines = [];
var print = function (line) { lines.push(line); };
addEventListener('error', function (event) { print('failure ' + event.message); });
function refused(what, action) {
  try { action(); } catch (error) { return; }
  print('failure the page allows ' + what);
}
refused('code from strings', function () { new Function(''); });
refused('WebAssembly', function () { new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])); });
`;

const AFTER = `
function send() { fetch('/lines', { method: 'POST', body: lines.join('\\n') }); }
if (typeof fermataDone === 'undefined') send();
else fermataDone.then(send);
`;

const [kind = '', browser = '', script = ''] = process.argv.slice(2);
const profile = mkdtempSync(join(tmpdir(), 'fermata-browser-'));
const files: Readonly<Record<string, readonly [type: string, text: string | Buffer]>> = {
  '/': ['text/html', `<!DOCTYPE html><meta charset="utf-8"><title>Fermata</title>${PAGE}`],
  '/before.js': ['text/javascript', BEFORE],
  '/program.js': ['text/javascript', readFileSync(script)],
  '/after.js': ['text/javascript', AFTER],
};

const server = createServer((request, response) => {
  if (request.method === 'POST') {
    void received(request).then((lines) => {
      console.log(lines);
      response.end();
      leave(0);
    });
    return;
  }
  const [type, text] = files[request.url ?? ''] ?? [];
  if (type === undefined) response.writeHead(404).end();
  else response.writeHead(200, { 'Content-Type': type, 'Content-Security-Policy': `script-src 'self'` }).end(text);
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;

const child = spawn(browser, argumentsFor(address), {
  env: { ...process.env, HOME: profile },
  stdio: ['ignore', 'ignore', 'pipe'],
});
child.stderr.pipe(process.stderr);
child.on('error', ({ message }) => {
  console.error(message);
  leave(1);
});
child.on('close', (status) => {
  console.error(`the browser ended with ${status}`);
  leave(1);
});

function argumentsFor(page: string): readonly string[] {
  if (kind === 'chromium') return [...CHROMIUM, `--user-data-dir=${join(profile, 'chromium')}`, page];
  mkdirSync(join(profile, 'firefox'));
  writeFileSync(join(profile, 'firefox/user.js'), FIREFOX);
  return ['--headless', '--no-remote', '--profile', join(profile, 'firefox'), page];
}

async function received(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += chunk as string;
  return text;
}

function leave(status: number): void {
  child.removeAllListeners('close');
  child.once('close', () => {
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    process.exit(status);
  });
  if (child.exitCode !== null || !child.kill()) child.emit('close');
}
