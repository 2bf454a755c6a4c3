/** Just enough of WASI preview 1, in memory, to run one command-line program that writes one file: no disk, no clock, no network. */

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

/** Runs a WASI command to its end. What it prints is collected; the one file that it creates is returned. */
export function runProgram(module: WebAssembly.Module, args: readonly string[]): ProgramResult {
  const argv = args.map((arg) => new TextEncoder().encode(`${arg}\0`))
  const file = createMemoryFile()
  const finished: { exitCode: number | undefined } = { exitCode: undefined }
  let printed = ''
  let memory = new WebAssembly.Memory({ initial: 0 })
  const view = () => new DataView(memory.buffer)
  const setUint32 = (address: number, value: number) => view().setUint32(address, value, true)

  const system = {
    args_sizes_get(countAddress: number, sizeAddress: number) {
      setUint32(countAddress, argv.length)
      setUint32(
        sizeAddress,
        argv.reduce((size, arg) => size + arg.length, 0),
      )
      return SUCCESS
    },
    args_get(pointers: number, bytes: number) {
      let next = bytes
      argv.forEach((arg, index) => {
        setUint32(pointers + 4 * index, next)
        new Uint8Array(memory.buffer).set(arg, next)
        next += arg.length
      })
      return SUCCESS
    },
    clock_time_get(_clock: number, _precision: bigint, address: number) {
      view().setBigUint64(address, 0n, true)
      return SUCCESS
    },
    fd_close: () => SUCCESS,
    fd_fdstat_get(descriptor: number, address: number) {
      const kind =
        descriptor === ROOT_DESCRIPTOR
          ? FILE_TYPE.directory
          : descriptor < ROOT_DESCRIPTOR
            ? FILE_TYPE.characterDevice
            : FILE_TYPE.regularFile
      new Uint8Array(memory.buffer, address, 24).fill(0)
      view().setUint8(address, kind)
      // Rights of the descriptor and of those opened through it: everything.
      new Uint8Array(memory.buffer, address + 8, 16).fill(0xff)
      return SUCCESS
    },
    fd_fdstat_set_flags: () => SUCCESS,
    fd_prestat_get(descriptor: number, address: number) {
      if (descriptor !== ROOT_DESCRIPTOR) return BAD_DESCRIPTOR
      setUint32(address, 0)
      setUint32(address + 4, 1)
      return SUCCESS
    },
    fd_prestat_dir_name(_descriptor: number, address: number) {
      view().setUint8(address, '/'.charCodeAt(0))
      return SUCCESS
    },
    fd_read: () => BAD_DESCRIPTOR,
    fd_seek(descriptor: number, offset: bigint, whence: number, address: number) {
      if (descriptor !== FILE_DESCRIPTOR) return BAD_DESCRIPTOR
      view().setBigUint64(address, BigInt(file.seek(Number(offset), whence)), true)
      return SUCCESS
    },
    fd_write(descriptor: number, pieces: number, count: number, address: number) {
      let written = 0
      for (let index = 0; index < count; index++) {
        const start = view().getUint32(pieces + 8 * index, true)
        const piece = new Uint8Array(memory.buffer, start, view().getUint32(pieces + 8 * index + 4, true))
        if (descriptor === FILE_DESCRIPTOR) file.write(piece)
        else printed += String.fromCharCode(...piece)
        written += piece.length
      }
      setUint32(address, written)
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
      setUint32(address, FILE_DESCRIPTOR)
      return SUCCESS
    },
    proc_exit(exitCode: number) {
      finished.exitCode = exitCode
      // The program expects never to return from this call; unwinding its stack is the only way out.
      throw new Error(`the program ended with exit code ${exitCode}`)
    },
  }

  const { memory: programMemory, _start: start } = new WebAssembly.Instance(module, {
    wasi_snapshot_preview1: system,
  }).exports
  if (!(programMemory instanceof WebAssembly.Memory) || typeof start !== 'function')
    throw new Error('this WebAssembly module is not a WASI command')
  memory = programMemory
  try {
    start()
  } catch (error) {
    if (finished.exitCode === undefined) throw error
  }
  return { exitCode: finished.exitCode ?? 0, printed, file: file.contents() }
}
