/*
 * Studies of a user's own, before they are taken into use: their command is free, and they have a figure and a report.
 */
import { InvalidArgumentError } from '../../math/errors.js';
import { show } from '../../math/show.js';
import { present, type AnyStudy } from '../define.js';

/** Commands that are no study's. */
const TAKEN = ['figure', 'figures', 'runs', 'sweep', 'worker', 'merge', 'completion', 'help'];

/** The known studies by their commands. */
type Commands = readonly { readonly name: string; readonly command: string }[];

/**
 * Gives a study its figure and report where it has none.
 *
 * @throws {@link InvalidArgumentError} when its command is no word, or is another's
 */
export function checkStudy(where: string, study: AnyStudy, known: Commands): void {
  const { name, command } = study;
  if (!/^[a-z][a-z0-9-]*$/.test(command)) {
    const rule = `command of the study ${name} must be a word of small letters, digits and -`;
    throw new InvalidArgumentError(where, rule, show(command));
  }
  const other = known.find((one) => one.command === command && one.name !== name);
  if (other || TAKEN.includes(command)) {
    const rule = `command of the study ${name} must not be another's`;
    throw new InvalidArgumentError(where, rule, show(command));
  }
  if (!('figure' in study)) present(study as Parameters<typeof present>[0]);
}
