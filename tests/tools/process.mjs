// Running other programs: the project's tools and npm. Node built-ins only, because the set-up
// runs before anything is installed.

import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root folder. */
export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/**
 * @typedef {object} Outcome
 * @property {number} code Exit code; 1 if the program could not be started or was killed.
 * @property {string} output Standard output and error, as printed; empty if not captured.
 */

/**
 * Runs a program to its end.
 * @param {string} file
 * @param {readonly string[]} args
 * @param {{ capture?: boolean, env?: Readonly<Record<string, string>>, cwd?: string }} [options]
 * @returns {Promise<Outcome>}
 */
export function run(file, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(file, [...args], {
      cwd: options.cwd ?? ROOT,
      env: { ...process.env, ...options.env },
      stdio: options.capture ? ['ignore', 'pipe', 'pipe'] : 'inherit',
    });
    /** @type {string[]} */
    const parts = [];
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text) => parts.push(String(text)));
    }
    child.on('error', (error) =>
      resolve({ code: 1, output: `${parts.join('')}${error.message}\n` }),
    );
    child.on('close', (code) => resolve({ code: code ?? 1, output: parts.join('') }));
  });
}

/**
 * The program file of an installed package, for `node FILE`. Works without npx and without the
 * links in node_modules/.bin, which differ between systems.
 * @param {string} packageName
 * @param {string} [binName] default: the package's own name
 * @returns {string}
 */
export function toolFile(packageName, binName = packageName) {
  const folder = join(ROOT, 'node_modules', packageName);
  const manifest = join(folder, 'package.json');
  if (!existsSync(manifest)) {
    throw new Error(`${packageName} is not installed: run "npm ci" first.`);
  }
  const { bin } = JSON.parse(readFileSync(manifest, 'utf8'));
  return join(folder, typeof bin === 'string' ? bin : bin[binName]);
}

/**
 * Runs an installed tool with this Node.
 * @param {string} packageName
 * @param {readonly string[]} args
 * @param {{ bin?: string, capture?: boolean, env?: Readonly<Record<string, string>>, cwd?: string }} [options]
 * @returns {Promise<Outcome>}
 */
export async function runTool(packageName, args, options = {}) {
  return run(process.execPath, [toolFile(packageName, options.bin), ...args], options);
}

/**
 * Runs npm: the very one that runs this script, if one does.
 * @param {readonly string[]} args
 * @param {{ capture?: boolean }} [options]
 * @returns {Promise<Outcome>}
 */
export function runNpm(args, options = {}) {
  const cli = process.env['npm_execpath'];
  if (cli?.endsWith('npm-cli.js')) {
    return run(process.execPath, [cli, ...args], options);
  }
  return process.platform === 'win32'
    ? run('cmd.exe', ['/d', '/s', '/c', 'npm', ...args], options)
    : run('npm', args, options);
}
