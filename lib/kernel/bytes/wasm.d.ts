/** A kernel of the build, as the bundler embeds it. */
declare module '*.wasm' {
  const bytes: Uint8Array;
  export default bytes;
}
