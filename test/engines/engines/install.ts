// Gets engines from npm and Debian by the ordinary clients, into the cache folder of the checkout. Nothing of the system
// is changed: Debian's packages are unpacked there, and not installed.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const CACHE = join(import.meta.dirname, '../../../.cache/engines');

/** The folder of an npm package of just that version; undefined if it is not there and cannot be had. */
export function npmPackage(name: string, version: string, install: boolean): string | undefined {
  const prefix = join(CACHE, 'npm', `${name.replace(/\W/g, '-')}-${version}`);
  const folder = join(prefix, 'node_modules', name);
  if (existsSync(folder)) return folder;
  if (!install) return undefined;
  mkdirSync(prefix, { recursive: true });
  writeFileSync(join(prefix, 'package.json'), '{ "private": true }\n');
  const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'];
  const { status } = spawnSync('npm', ['install', ...options, `${name}@${version}`], { cwd: prefix, stdio: 'ignore' });
  return status === 0 && existsSync(folder) ? folder : undefined;
}

export interface DebianPackage {
  /** Has the files of the package and of what it depends on and the system lacks. */
  readonly root: string;
  readonly version: string;
}

export function debianPackage(name: string, install: boolean): DebianPackage | undefined {
  const root = join(CACHE, 'debian', name);
  const archives = join(CACHE, 'debian', `${name}.archives`);
  const archive = (): string | undefined =>
    existsSync(root) ? readdirSync(archives).find((file) => file.startsWith(`${name}_`)) : undefined;
  if (archive() === undefined && !(install && unpack(name, archives, root))) return undefined;
  return { root, version: archive()?.split('_')[1] ?? 'unknown' };
}

/** Where the programs of a package find its libraries, as environment variables. */
export function libraryPath({ root }: DebianPackage): Readonly<Record<string, string>> {
  const folders = ['usr/lib/x86_64-linux-gnu', 'lib/x86_64-linux-gnu', 'usr/lib/x86_64-linux-gnu/pulseaudio'];
  return { LD_LIBRARY_PATH: folders.map((folder) => join(root, folder)).join(':') };
}

function unpack(name: string, archives: string, root: string): boolean {
  mkdirSync(join(archives, 'partial'), { recursive: true });
  const settings = ['Debug::NoLocking=1', `Dir::Cache::archives=${archives}`].flatMap((setting) => ['-o', setting]);
  // Also where the system has the package: then it alone is fetched.
  const options = [...settings, '-y', '--no-install-recommends', '--download-only', '--reinstall'];
  const download = (): boolean => succeeds('apt-get', [...options, 'install', name]);
  // The lists of packages may be old, or never have been read.
  if (!download() && !(succeeds('apt-get', ['update']) && download())) return false;
  const files = readdirSync(archives).filter((file) => file.endsWith('.deb'));
  return files.length > 0 && files.every((file) => succeeds('dpkg-deb', ['-x', join(archives, file), root]));
}

function succeeds(command: string, args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}

/** The first line that a command prints, or undefined if it fails. */
export function firstLine(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): string | undefined {
  const { status, stdout } = spawnSync(command, args, { encoding: 'utf8', env: { ...process.env, ...env } });
  return status === 0 ? stdout.split('\n')[0]?.trim() : undefined;
}
