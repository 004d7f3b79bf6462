import { ProjectionCohort } from '../projection.js';
import { definePeer } from './peer.js';

export const projection = definePeer({
  name: 'projection',
  title: 'random projection',
  about: 'a fixed random projection, tanh(x P + p), which does not learn',
  create: ({ inputs, encoding, width, stream }) => {
    const cohort = new ProjectionCohort(0, inputs, encoding, width, stream);
    return { forward: (x) => cohort.forward([{ peer: 0, x }])[0] };
  },
});
