import { reporters, type Runner } from 'mocha';

/** Mocha's `spec` reporter with a machine-readable last line: `N passed, N failed, N skipped`. */
export default class Reporter extends reporters.Spec {
  constructor(runner: Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    runner.once('end', () => {
      const { passes, failures, pending } = this.stats;
      console.log(`${passes} passed, ${failures} failed, ${pending} skipped`);
    });
  }
}
module.exports = Reporter;
