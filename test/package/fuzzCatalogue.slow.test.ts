import { TARGETS } from '../fuzz/catalogue/index.js';
import { itMakesValidCalls } from '../fuzz/validCalls.js';

describe("the fuzzer's catalogue, all of it", () => {
  itMakesValidCalls(TARGETS.map(({ name }) => name));
});
