declare module "*.wasm" {
  /** Unpacks them anew at each call. */
  const bytes: () => Uint8Array<ArrayBuffer>;
  export default bytes;
}
