import { checkInteger, checkList, checkObject, show } from '../../math/checks.js';
import { InvalidArgumentError } from '../../math/errors.js';
import { type Network, type NetworkState } from '../network.js';
import { checkSaved, isSaved } from '../savedState.js';
import { SingleCohort } from '../single.js';

/** @throws {@link InvalidArgumentError} unless `state` is one that {@link Network.save} of this network returned */
export function checkState(
  where: string,
  network: Network,
  name: string,
  state: NetworkState,
): void {
  checkObject(where, name, state);
  checkInteger(where, `round of ${name}`, state.round, 0);
  const { parts } = state;
  checkList(where, `parts of ${name}`, parts);
  const own = [...network.cohorts, ...network.gates.values()];
  if (parts.length !== own.length || !Array.from(parts).every(isSaved)) {
    const rule = `parts of ${name} must be ${own.length} maps of numbers`;
    throw new InvalidArgumentError(where, rule, show(parts));
  }
  for (const [at, part] of own.entries()) {
    // The arrays of a function or a model of the user's are its own.
    if (part instanceof SingleCohort) continue;
    const shape = network.cohorts.at(at)?.shapeOf?.(parts[at]);
    checkSaved(where, `parts[${at}] of ${name}`, parts[at], shape ?? part.save());
  }
}
