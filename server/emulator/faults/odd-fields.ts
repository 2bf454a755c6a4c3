/** Turns one field of some events into an odd value: a seed decides which. Pure but for the seed's advance. */

/** Values that a field may have in a service that has changed, or is broken; `undefined` leaves the field out. */
const oddValues: readonly unknown[] = [
  undefined,
  null,
  '',
  'odd',
  0,
  -1,
  1.5,
  1e308,
  true,
  false,
  [],
  [null],
  {},
  { odd: { odd: null } },
  ['odd', 1],
  'o'.repeat(2_000),
  '\u0000\ud800',
]

type Path = readonly string[]

/** Every field of an event, nested ones too; its type and its id stay, or it would be another event. */
function pathsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return path.length === 0 ? [] : [path]
  const nested = Object.entries(value)
    .filter(([key]) => path.length > 0 || (key !== 'type' && key !== 'event_id'))
    .flatMap(([key, inner]) => pathsOf(inner, [...path, key]))
  return path.length === 0 ? nested : [path, ...nested]
}

/** A copy of the event with another value at `path`; `undefined` leaves the field out (in a list: null). */
export function withValue(event: unknown, path: Path, value: unknown): unknown {
  const [key, ...rest] = path
  if (key === undefined) return value
  const changed = (inner: unknown) => withValue(inner, rest, value)
  if (Array.isArray(event)) return event.map((inner, at) => (String(at) === key ? changed(inner) : inner))
  return { ...(event as object), [key]: changed((event as Record<string, unknown>)[key]) }
}

/** mulberry32: small, and good enough to choose fields. */
function seededBy(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** One event in this many is odd: enough to meet many, and a conversation still comes about. */
const ONE_IN = 3

type Options = Readonly<{
  /** 0 changes nothing */
  seed: number
  /** Whether this field of this type of event may become odd; paths are dotted, places in lists are numbers. */
  mayChange?: (type: string, path: string) => boolean
}>

/** Makes what is asked for every event of one session, in their order. */
export function createOddFields({ seed, mayChange = () => true }: Options): (event: object) => object {
  if (seed === 0) return (event) => event
  const random = seededBy(seed)
  const pick = <Value>(values: readonly Value[]): Value | undefined => values[Math.floor(random() * values.length)]
  return (event) => {
    if (random() >= 1 / ONE_IN) return event
    const type = 'type' in event && typeof event.type === 'string' ? event.type : ''
    const path = pick(pathsOf(event).filter((each) => mayChange(type, each.join('.'))))
    return path === undefined ? event : (withValue(event, path, pick(oddValues)) as object)
  }
}
