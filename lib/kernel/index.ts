export { compileKernel, type KernelModule } from './engine.js';
export { descendFast, Kernel, type KernelDescent } from './kernel.js';
export { descendSparseFast, type SparseFastOptions } from './sparse/descend.js';
