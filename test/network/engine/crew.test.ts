import { deepEqual, equal, ok, throws } from 'node:assert/strict';
import { isDone, MOST_THREADS, PLACES } from '../../../lib/network/engine/control.js';
import { Crew } from '../../../lib/network/engine/crew.js';
import { Pieces } from '../../../lib/network/engine/memory.js';
import {
  compileNetwork,
  instantiateNetwork,
  type NetworkKernel,
} from '../../../lib/network/engine/module.js';

/** A crew of this thread alone, whose kernel notes the addresses of the jobs that it is told to do. */
function onThisThread(performJobs: NetworkKernel['performJobs']): Crew {
  const module = compileNetwork('test', 'portable');
  const { memory } = new Pieces();
  const kernel = instantiateNetwork(module, memory, 128);
  return new Crew(module, memory, 128, { ...kernel, performJobs });
}

/** Groups of one job at these addresses. */
function at(addresses: readonly number[]): { jobs: number; count: number }[] {
  return addresses.map((jobs) => ({ jobs, count: 1 }));
}

describe('a crew', () => {
  it('does every group once, in the order of publication, up to the one that is waited for', () => {
    const done: number[] = [];
    const crew = onThisThread((jobs) => done.push(jobs));
    crew.publish(at([10, 20, 30]), 1);
    crew.publish(at([40]), 1);
    crew.settle(2);
    deepEqual(done, [10, 20]);
    equal(crew.settled, 2);
    crew.settle(crew.published);
    deepEqual(done, [10, 20, 30, 40]);
    crew.settle(crew.published);
    equal(done.length, 4);
  });

  it('holds more groups than it has places, without writing over one that is not done', () => {
    const done: number[] = [];
    const crew = onThisThread((jobs) => done.push(jobs));
    const many = Array.from({ length: 3 * PLACES + 5 }, (_, place) => 16 * place);
    crew.publish(at(many), 1);
    ok(done.length >= 2 * PLACES, `${done.length} of ${many.length} were done to make room`);
    crew.settle(crew.published);
    deepEqual(done, many);
  });

  it('does all other groups where one fails, and says that it did', () => {
    const done: number[] = [];
    const crew = onThisThread((jobs) => {
      if (jobs === 20) throw new Error('defect');
      done.push(jobs);
    });
    crew.publish(at([10, 20, 30]), 1);
    throws(() => {
      crew.settle(crew.published);
    }, /the network kernel stopped: this is a defect of the workbench/);
    deepEqual(done, [10, 30]);
    crew.publish(at([40]), 1);
    crew.settle(crew.published);
    deepEqual(done, [10, 30, 40]);
  });

  it('knows what is done by the number of the group, not by its place', () => {
    const control = new Int32Array(new SharedArrayBuffer(4 * (5 + MOST_THREADS + 3 * PLACES)));
    equal(isDone(control, 0), false);
    const place = control.length - PLACES;
    control[place] = 1;
    equal(isDone(control, 0), true);
    equal(isDone(control, PLACES), false);
    control[place] = PLACES + 1;
    equal(isDone(control, PLACES), true);
  });
});
