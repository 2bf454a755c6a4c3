/** The part of @echogarden/fvad-wasm that is used; the package has no types of its own. */

declare module '@echogarden/fvad-wasm' {
  type Fvad = {
    readonly HEAP16: Int16Array
    _malloc(byteLength: number): number
    _free(address: number): void
    _fvad_new(): number
    _fvad_free(detector: number): void
    _fvad_set_mode(detector: number, mode: number): number
    _fvad_set_sample_rate(detector: number, rateHz: number): number
    _fvad_process(detector: number, frame: number, sampleCount: number): number
  }
  const createModule: () => Promise<Fvad>
  export default createModule
}
