/** The part of the WebAssembly API that is used: all runtimes have it, but without the DOM library TypeScript does not know it. */

declare namespace WebAssembly {
  interface Module {
    readonly [Symbol.toStringTag]?: string
  }
  interface Memory {
    readonly buffer: ArrayBuffer
  }
  const Memory: { new (size: { initial: number }): Memory; [Symbol.hasInstance](value: unknown): value is Memory }
  const Instance: new (
    module: Module,
    imports: Record<string, Record<string, (...args: never[]) => unknown>>,
  ) => { readonly exports: Readonly<Record<string, unknown>> }
  function compile(bytes: Uint8Array): Promise<Module>
}
