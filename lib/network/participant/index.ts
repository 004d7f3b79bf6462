export { keysOfFile } from './keyFile.js';
export {
  FOUNDING,
  PARTICIPANT,
  type FoundingSettings,
  type ParticipantSettings,
} from './options.js';
export { peersAt, type PeerRow } from './peersAt.js';
export { type PeerLine, type PeerStatus } from './questions.js';
export { genesisOf, runPeer, type PeerRun } from './runPeer.js';
