/*
 * The process that makes the calls, one after another, each in a folder of its own.
 * Its argument is the module whose TARGETS are called.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Answer, type Order } from './messages.js';
import { LateErrors, perform } from './perform.js';
import { applyPlan, choosePlan } from './plan.js';
import { type Target } from './target.js';

const home = process.cwd();

/** Resolves when the message has left this process: a call that follows may never end. */
function answer(message: Answer): Promise<void> {
  return new Promise((resolve) => {
    process.send?.(message, () => {
      resolve();
    });
  });
}

async function obey(target: Target, order: Order, lateErrors: LateErrors): Promise<void> {
  const folder = mkdtempSync(join(home, 'call-'));
  process.chdir(folder);
  try {
    const given = await target.args();
    const plan = 'edits' in order ? order : choosePlan(target, given, order);
    const args = applyPlan(target, given, plan);
    const { waits = false, long = false } = target;
    await answer({ plan, patience: { waits, long } });
    await answer({ outcome: await perform(target, args, lateErrors) });
  } catch (error) {
    await answer({ fault: `${target.name}: ${(error as Error).stack ?? String(error)}` });
  } finally {
    process.chdir(home);
    rmSync(folder, { recursive: true, force: true });
  }
}

async function serve(catalogue: string): Promise<void> {
  const { TARGETS } = (await import(catalogue)) as { TARGETS: readonly Target[] };
  const targets = new Map(TARGETS.map((target) => [target.name, target]));
  const lateErrors = new LateErrors();
  process.on('message', (order: Order) => {
    const target = targets.get(order.target);
    if (target) void obey(target, order, lateErrors);
    else void answer({ fault: `${order.target} is not in ${catalogue}` });
  });
  await answer({ ready: true });
}

// The test runner loads this file too.
if (require.main === module) void serve(process.argv[2]);
