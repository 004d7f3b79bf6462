/*
 * What the notebooks need on a machine with Node and Python: the built library, tslab beside the notebooks, and
 * JupyterLab in .venv. Each is made once, and again when what it depends on has changed.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const HERE = dirname(fileURLToPath(import.meta.url));
export const NOTEBOOKS = join(HERE, '..');
export const ROOT = join(NOTEBOOKS, '..');

const WINDOWS = process.platform === 'win32';
const VENV = join(ROOT, '.venv');
const BIN = join(VENV, WINDOWS ? 'Scripts' : 'bin');
const OLDEST_PYTHON = [3, 9];

/** Something that the reader can mend: one sentence, exit code 2. */
export class SetupError extends Error {}

/** Runs a script's `main`, answers what the reader can mend in one line, and sets the exit code. */
export async function start(main) {
  try {
    const [major, minor] = process.versions.node.split('.').map(Number);
    if (major < 20 || (major === 20 && minor < 19)) {
      const version = process.versions.node;
      throw new SetupError(`Node must be version 20.19 or newer, got ${version}; install one`);
    }
    process.exitCode = await main(process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    console.error(`notebooks: ${error.message}`);
    process.exitCode = 2;
  }
}

/** Makes everything that is missing or out of date, and says what takes long. */
export function prepare(say = (text) => console.error(text)) {
  // Python first: it is what may be missing.
  const python = findPython();
  prepareLibrary(say);
  prepareKernel(say);
  prepareJupyter(python, say);
}

/** The program `name` of .venv, such as jupyter. */
export function program(name) {
  return join(BIN, WINDOWS ? `${name}.exe` : name);
}

/** The environment in which Jupyter finds the kernel, and the kernel this very Node. */
export function environment(extra = {}) {
  const paths = (...list) => list.filter(Boolean).join(delimiter);
  return {
    ...process.env,
    JUPYTER_PATH: paths(HERE, process.env.JUPYTER_PATH),
    JUPYTER_CONFIG_PATH: paths(join(HERE, 'config'), process.env.JUPYTER_CONFIG_PATH),
    PATH: paths(dirname(process.execPath), BIN, process.env.PATH),
    PYTHONWARNINGS: 'ignore',
    ...extra,
  };
}

/** Runs a program of .venv to its end. */
export function run(name, args, options = {}) {
  return new Promise((resolve, reject) => {
    const stdio = ['ignore', 'pipe', 'pipe'];
    const child = spawn(program(name), args, { env: environment(), stdio, ...options });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (text) => (output += text));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output }));
  });
}

function findPython() {
  const asked = process.env.PYTHON;
  const names = asked ? [asked] : WINDOWS ? ['python', 'py'] : ['python3', 'python'];
  const ask = 'import sys; print(*sys.version_info[:3], sep=".")';
  const found = [];
  for (const name of names) {
    const { status, stdout } = spawnSync(name, ['-c', ask], { encoding: 'utf8' });
    if (status !== 0) continue;
    const version = stdout.trim();
    const [major, minor] = version.split('.').map(Number);
    const [oldest, least] = OLDEST_PYTHON;
    if (major > oldest || (major === oldest && minor >= least)) return { name, version };
    found.push(version);
  }
  const wanted = `Python must be version ${OLDEST_PYTHON.join('.')} or newer`;
  const instead = found.length > 0 ? `got ${found[0]}` : `but there is no ${names.join(' or ')}`;
  throw new SetupError(`${wanted}, ${instead}; install it, or name it: PYTHON=/path/to/python3`);
}

function prepareLibrary(say) {
  if (!existsSync(join(ROOT, 'node_modules', 'typescript'))) {
    say('installing the packages of package-lock.json …');
    npm(['ci', '--no-audit', '--no-fund'], 'the packages of package-lock.json');
  }
  const sources = [
    ...filesBelow(join(ROOT, 'lib')),
    ...['package.json', 'tsconfig.json'].map((name) => join(ROOT, name)),
  ];
  const dist = join(ROOT, 'dist');
  const stamp = join(dist, '.notebooks');
  const built = hash(sources);
  if (isStamped(stamp, built) && existsSync(join(dist, 'lib', 'entry', 'index.js'))) return;
  // It may have been built by others.
  const when = statSync(join(dist, '.tsbuildinfo'), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (!sources.every((path) => statSync(path).mtimeMs < when)) {
    say('building the library …');
    npm(['run', '--silent', 'build'], 'the library');
  }
  writeFileSync(stamp, built);
}

function prepareKernel(say) {
  const modules = join(NOTEBOOKS, 'node_modules');
  const stamp = join(modules, '.notebooks');
  const installed = hash(
    ['package.json', 'package-lock.json'].map((name) => join(NOTEBOOKS, name)),
  );
  if (isStamped(stamp, installed) && existsSync(join(modules, 'tslab'))) return;
  say('installing the TypeScript kernel …');
  // What would be compiled comes compiled; the library has been built above.
  const options = ['--ignore-scripts', '--no-audit', '--no-fund'];
  npm(['ci', '--prefix', NOTEBOOKS, ...options], 'the packages of notebooks/package-lock.json');
  writeFileSync(stamp, installed);
}

function prepareJupyter(python, say) {
  const requirements = join(NOTEBOOKS, 'requirements.txt');
  const stamp = join(VENV, '.notebooks');
  const installed = `${python.version} ${hash([requirements])}`;
  if (isStamped(stamp, installed) && existsSync(program('jupyter'))) return;
  say('installing JupyterLab into .venv, once, in about a minute …');
  rmSync(VENV, { recursive: true, force: true });
  const made = spawnSync(python.name, ['-m', 'venv', VENV], { encoding: 'utf8' });
  if (made.status !== 0) {
    rmSync(VENV, { recursive: true, force: true });
    throw new SetupError(
      `Python ${python.version} must have venv and pip; install them (on Debian: apt install python3-venv), ` +
        'and run this again',
    );
  }
  const options = ['--quiet', '--disable-pip-version-check', '--requirement', requirements];
  const pip = spawnSync(program('python'), ['-m', 'pip', 'install', ...options], {
    encoding: 'utf8',
  });
  if (pip.status !== 0) {
    throw new SetupError(`pip must be able to install requirements.txt: ${lastLine(pip.stderr)}`);
  }
  writeFileSync(stamp, installed);
}

function npm(args, what) {
  // npm itself says through this variable where it is; Windows cannot run it by its name.
  const { npm_execpath: script } = process.env;
  const [command, ...rest] = script ? [process.execPath, script, ...args] : ['npm', ...args];
  const options = { cwd: ROOT, encoding: 'utf8', shell: WINDOWS && !script };
  const { status, stdout, stderr } = spawnSync(command, rest, options);
  if (status !== 0) {
    throw new SetupError(`npm must be able to prepare ${what}: ${lastLine(stderr || stdout)}`);
  }
}

function lastLine(text) {
  const lines = text
    .split('\n')
    .filter((line) => /error/i.test(line) && !/log of this run/.test(line));
  return (lines.pop() ?? text.trim().split('\n').pop()).trim();
}

function isStamped(path, text) {
  return existsSync(path) && readFileSync(path, 'utf8') === text;
}

function hash(paths) {
  const digest = createHash('sha256');
  for (const path of paths) digest.update(path.slice(ROOT.length)).update(readFileSync(path));
  return digest.digest('hex');
}

function filesBelow(folder) {
  return readdirSync(folder)
    .sort()
    .map((name) => join(folder, name))
    .flatMap((path) => (statSync(path).isDirectory() ? filesBelow(path) : [path]));
}
