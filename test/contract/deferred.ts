/** A promise that is settled from outside, for what an event will bring. */

export type Deferred<Value> = Readonly<{ promise: Promise<Value>; resolve: (value: Value) => void }>

export function deferred<Value>(): Deferred<Value> {
  let settle = (_value: Value) => {}
  const promise = new Promise<Value>((resolve) => {
    settle = resolve
  })
  return { promise, resolve: (value) => settle(value) }
}
