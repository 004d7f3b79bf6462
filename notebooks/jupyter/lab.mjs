/*
 * `npm run lab`: JupyterLab on the notebooks. What comes after `--` goes to JupyterLab:
 * `npm run lab -- --no-browser --port=8890`.
 */
import { spawn } from 'node:child_process';
import { environment, NOTEBOOKS, prepare, program, start } from './environment.mjs';

const OPTIONS = [
  `--ServerApp.root_dir=${NOTEBOOKS}`,
  '--KernelSpecManager.allowed_kernelspecs=tslab',
  // Lab would ask elsewhere for updates and for extensions.
  '--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate',
  '--LabApp.extension_manager=readonly',
  // Jupyter refuses to be root, which in a container everybody is.
  ...(process.getuid?.() === 0 ? ['--allow-root'] : []),
];

await start(async (args) => {
  prepare();
  const given = new Set(args.map(nameOf));
  const options = ['lab', ...OPTIONS.filter((option) => !given.has(nameOf(option))), ...args];
  const lab = spawn(program('jupyter'), options, { env: environment(), stdio: 'inherit' });
  // Ctrl-C reaches Lab as well, which asks whether it is meant.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => lab.kill('SIGTERM'));
  return new Promise((resolve) => lab.on('close', (code) => resolve(code ?? 0)));
});

function nameOf(option) {
  return option.split('=')[0];
}
