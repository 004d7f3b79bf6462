export {
  encoderPeer,
  PROJECTIONS,
  type Encode,
  type EncoderOptions,
  type Projection,
} from './encoderPeer.js';
export { windowTexts } from './texts.js';
export { onnxPeer, type OnnxOptions } from './onnxPeer.js';
