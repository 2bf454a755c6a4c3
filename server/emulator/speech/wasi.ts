/** Just enough of WASI preview 1, in memory, to run a command-line program that writes one file, again and again: no disk, no clock, no network. */

const SUCCESS = 0
const BAD_DESCRIPTOR = 8
const NO_ENTRY = 44
const OPEN_CREATE = 1
const ROOT_DESCRIPTOR = 3
const FILE_DESCRIPTOR = 4
const FILE_TYPE = { characterDevice: 2, directory: 3, regularFile: 4 } as const

/** What the program left behind: its exit code, what it printed (bytes as Latin-1 text) and the file it wrote. */
export type ProgramResult = Readonly<{ exitCode: number; printed: string; file: Uint8Array }>

/** A file that grows as it is written; the program may seek back to fill in its header. */
function createMemoryFile() {
  let bytes = new Uint8Array(64 * 1024)
  let length = 0
  let position = 0
  return {
    write(piece: Uint8Array): void {
      const end = position + piece.length
      if (end > bytes.length) {
        const larger = new Uint8Array(end * 2)
        larger.set(bytes.subarray(0, length))
        bytes = larger
      }
      bytes.set(piece, position)
      position = end
      length = Math.max(length, end)
    },
    seek(offset: number, whence: number): number {
      position = offset + (whence === 1 ? position : whence === 2 ? length : 0)
      return position
    },
    contents: () => bytes.slice(0, length),
  }
}

/** A program that runs: what it is given, and what it leaves behind. */
type Running = {
  argv: readonly Uint8Array<ArrayBuffer>[]
  file: ReturnType<typeof createMemoryFile>
  memory: WebAssembly.Memory
  printed: string
  exitCode: number | undefined
}

const viewOf = ({ memory }: Running) => new DataView(memory.buffer)
const setUint32 = (running: Running, address: number, value: number) => viewOf(running).setUint32(address, value, true)

/** Its arguments, its clock that stands still, and its end. */
const processOf = (running: Running) => ({
  args_sizes_get(countAddress: number, sizeAddress: number) {
    const { argv } = running
    const size = argv.reduce((sum, arg) => sum + arg.length, 0)
    setUint32(running, countAddress, argv.length)
    setUint32(running, sizeAddress, size)
    return SUCCESS
  },
  args_get(pointers: number, bytes: number) {
    let next = bytes
    running.argv.forEach((arg, index) => {
      setUint32(running, pointers + 4 * index, next)
      new Uint8Array(running.memory.buffer).set(arg, next)
      next += arg.length
    })
    return SUCCESS
  },
  clock_time_get(_clock: number, _precision: bigint, address: number) {
    viewOf(running).setBigUint64(address, 0n, true)
    return SUCCESS
  },
  proc_exit(exitCode: number) {
    running.exitCode = exitCode
    // The program expects never to return from this call; unwinding its stack is the only way out.
    throw new Error(`the program ended with exit code ${exitCode}`)
  },
})

function kindOf(descriptor: number): number {
  if (descriptor === ROOT_DESCRIPTOR) return FILE_TYPE.directory
  return descriptor < ROOT_DESCRIPTOR ? FILE_TYPE.characterDevice : FILE_TYPE.regularFile
}

/** Its folder, which is empty until it creates its one file. */
const folderOf = (running: Running) => ({
  fd_prestat_get(descriptor: number, address: number) {
    if (descriptor !== ROOT_DESCRIPTOR) return BAD_DESCRIPTOR
    setUint32(running, address, 0)
    setUint32(running, address + 4, 1)
    return SUCCESS
  },
  fd_prestat_dir_name(_descriptor: number, address: number) {
    viewOf(running).setUint8(address, '/'.charCodeAt(0))
    return SUCCESS
  },
  path_open(
    _directory: number,
    _lookup: number,
    _path: number,
    _pathLength: number,
    openFlags: number,
    _rights: bigint,
    _inherited: bigint,
    _flags: number,
    address: number,
  ) {
    if ((openFlags & OPEN_CREATE) === 0) return NO_ENTRY
    setUint32(running, address, FILE_DESCRIPTOR)
    return SUCCESS
  },
})

/** What it writes: to its file, or else it is printed. */
const outputOf = (running: Running) => ({
  fd_close: () => SUCCESS,
  fd_fdstat_get(descriptor: number, address: number) {
    new Uint8Array(running.memory.buffer, address, 24).fill(0)
    viewOf(running).setUint8(address, kindOf(descriptor))
    // Rights of the descriptor and of those opened through it: everything.
    new Uint8Array(running.memory.buffer, address + 8, 16).fill(0xff)
    return SUCCESS
  },
  fd_fdstat_set_flags: () => SUCCESS,
  fd_read: () => BAD_DESCRIPTOR,
  fd_seek(descriptor: number, offset: bigint, whence: number, address: number) {
    if (descriptor !== FILE_DESCRIPTOR) return BAD_DESCRIPTOR
    viewOf(running).setBigUint64(address, BigInt(running.file.seek(Number(offset), whence)), true)
    return SUCCESS
  },
  fd_write(descriptor: number, pieces: number, count: number, address: number) {
    const view = viewOf(running)
    let written = 0
    for (let index = 0; index < count; index++) {
      const start = view.getUint32(pieces + 8 * index, true)
      const piece = new Uint8Array(running.memory.buffer, start, view.getUint32(pieces + 8 * index + 4, true))
      if (descriptor === FILE_DESCRIPTOR) running.file.write(piece)
      else running.printed += String.fromCharCode(...piece)
      written += piece.length
    }
    setUint32(running, address, written)
    return SUCCESS
  },
})

/** An instance, how it is started, and its memory as it was before the first start. */
type Loaded = Readonly<{ running: Running; start: () => unknown; pristine: Uint8Array }>

function load(module: WebAssembly.Module): Loaded {
  const memory = new WebAssembly.Memory({ initial: 0 })
  const running: Running = { argv: [], file: createMemoryFile(), memory, printed: '', exitCode: undefined }
  const system = { ...processOf(running), ...folderOf(running), ...outputOf(running) }
  const { exports } = new WebAssembly.Instance(module, { wasi_snapshot_preview1: system })
  const { memory: own, _start: start } = exports
  if (!(own instanceof WebAssembly.Memory) || typeof start !== 'function')
    throw new Error('this WebAssembly module is not a WASI command')
  running.memory = own
  return { running, start: () => start(), pristine: new Uint8Array(own.buffer).slice() }
}

/**
 * A WASI command; each call of it is a run of the program to its end. What it prints is collected; the one file that it creates is
 * returned. The memory is put back between two runs, for a new one of many megabytes takes ten times as long.
 */
export function createProgram(module: WebAssembly.Module): (args: readonly string[]) => ProgramResult {
  let kept: Loaded | undefined
  return (args) => {
    const { running, start, pristine } = kept ?? load(module)
    if (kept) {
      const memory = new Uint8Array(running.memory.buffer)
      memory.set(pristine)
      memory.fill(0, pristine.length)
    }
    // A run that does not come back by itself leaves its stack behind, and its instance is not used again.
    kept = undefined
    running.argv = args.map((arg) => new TextEncoder().encode(`${arg}\0`))
    running.file = createMemoryFile()
    running.printed = ''
    try {
      start()
      kept = { running, start, pristine }
    } catch (error) {
      if (running.exitCode === undefined) throw error
    }
    return { exitCode: running.exitCode ?? 0, printed: running.printed, file: running.file.contents() }
  }
}
