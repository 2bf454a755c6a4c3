/** A certificate that no one trusts, made on the spot, so that no private key lies in the repository. */

import { generateKeyPairSync, sign } from 'node:crypto'

/** One DER value: tag, length, content (X.690 section 8.1). */
function der(tag: number, ...content: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(content)
  const { length } = body
  const prefix = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...prefix]), body])
}

const sequence = (...content: readonly Uint8Array[]) => der(0x30, ...content)
const ecdsaWithSha256 = sequence(Buffer.from('06082a8648ce3d040302', 'hex'))
const commonName = Buffer.from('0603550403', 'hex')
const nameOf = (text: string) => sequence(der(0x31, sequence(commonName, der(0x0c, Buffer.from(text)))))
const day = (text: string) => der(0x17, Buffer.from(`${text}000000Z`))

/** PEM of an X.509 certificate that signed itself, and of its key. */
export function selfSigned(name: string): Readonly<{ cert: string; key: string }> {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const version = der(0xa0, der(0x02, Buffer.from([2])))
  const serial = der(0x02, Buffer.from([1]))
  const validity = sequence(day('200101'), day('491231'))
  const spki = publicKey.export({ type: 'spki', format: 'der' })
  const signed = sequence(version, serial, ecdsaWithSha256, nameOf(name), validity, nameOf(name), spki)
  const signature = der(0x03, Buffer.from([0]), sign('sha256', signed, privateKey))
  const cert = sequence(signed, ecdsaWithSha256, signature).toString('base64')
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${cert.replace(/(.{64})/g, '$1\n')}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
}
