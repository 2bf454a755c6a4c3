/** `node server/bundle/zip.ts FILE.zip`: the built `dist` as one ZIP archive (PKWARE APPNOTE 6.3.3), the same bytes for the same files. */

import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { crc32, deflateRawSync } from 'node:zlib'

export type ZipEntry = Readonly<{ name: string; content: Uint8Array }>

/** 1 January 1980, the first day that the format knows; a build has no other date that means anything. */
const DATE = 0x0021
const VERSION = 20
const UTF8_NAMES = 0x0800
const DEFLATE = 8

/** At most 65,535 entries and 4 GiB, as the format without its 64-bit extension. */
export function zip(entries: readonly ZipEntry[]): Buffer {
  const files: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const { name, content } of entries) {
    const nameBytes = Buffer.from(name)
    const packed = deflateRawSync(content, { level: 9 })
    const common = Buffer.alloc(26)
    common.writeUInt16LE(VERSION, 0)
    common.writeUInt16LE(UTF8_NAMES, 2)
    common.writeUInt16LE(DEFLATE, 4)
    common.writeUInt16LE(DATE, 8)
    common.writeUInt32LE(crc32(content), 10)
    common.writeUInt32LE(packed.length, 14)
    common.writeUInt32LE(content.length, 18)
    common.writeUInt16LE(nameBytes.length, 22)
    const file = Buffer.concat([Buffer.from('PK\x03\x04'), common, nameBytes, packed])
    // Comment, disk number and attributes are all zero.
    const rest = Buffer.alloc(14)
    rest.writeUInt32LE(offset, 10)
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02'), uint16(VERSION), common, rest, nameBytes]))
    files.push(file)
    offset += file.length
  }
  const index = Buffer.concat(directory)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(entries.length, 4)
  end.writeUInt16LE(entries.length, 6)
  end.writeUInt32LE(index.length, 8)
  end.writeUInt32LE(offset, 12)
  return Buffer.concat([...files, index, Buffer.from('PK\x05\x06'), end])
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16LE(value)
  return bytes
}

/** What a build of the page that was ended in the middle has left. */
const unfinished = /^client\.\d+[\\/]/

/** Every file below `folder`, named from its parent on: the server finds the page in `dist/client`. */
export const entriesOf = (folder: string): ZipEntry[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !unfinished.test(relative(folder, path)))
    .sort()
    .map((path) => ({
      name: relative(join(folder, '..'), path).split(sep).join('/'),
      content: readFileSync(path),
    }))

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const target = process.argv[2]
  if (!target) {
    console.error('Usage: npm run bundle -- FILE.zip')
    process.exit(2)
  }
  const archive = zip(entriesOf(fileURLToPath(new URL('../../dist', import.meta.url))))
  writeFileSync(target, archive)
  console.log(`${target}: ${(archive.length / 1e6).toFixed(2)} MB`)
}
