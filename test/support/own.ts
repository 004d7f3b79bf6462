import { registries } from '../../lib/parameters/registry.js';

/** Takes all definitions that are not the library's out of use. */
export function forgetOwn(): void {
  for (const registry of registries()) {
    for (const { definition } of registry.own()) registry.remove(definition.name);
  }
}

/** Takes definitions out of use after every test of the suite. */
export function forgettingOwn(): void {
  afterEach(forgetOwn);
}
