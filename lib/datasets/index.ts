export { takeRows, type Dataset, type Encoding, type HeldOutSplit } from './dataset.js';
export { loadDigits } from './digits.js';
export { loadAddresses, type AuthorText } from './addresses.js';
export { loadTrainedHessians, type TrainedHessians } from './hessians.js';
export { ALPHABET, decodeText, encodeText } from './alphabet.js';
export { characterDataset, type CharacterOptions } from './characters.js';
export { splitHeldOut, type HeldOutOptions } from './split.js';
export {
  shardByDirichlet,
  shardByGroup,
  shardUniformly,
  type DirichletShardOptions,
  type ShardOptions,
} from './shards.js';
export { batchIndices, type BatchOptions } from './batches.js';
export { teacherDataset, type TeacherOptions } from './teacher.js';
export * from './corpora/index.js';
export {
  corpusFromFile,
  corpusFromFrame,
  type FrameLike,
  type OwnDataOptions,
} from './own/index.js';
