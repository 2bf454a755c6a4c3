/** Finds secrets where they must never be: in the arguments of a call, or in what the script prints. */

import type { Call } from './machine.ts'

type Seen = Readonly<{ stdout: string; stderr: string; calls: readonly Call[] }>

const codeLine = /^ {2}Access code: {3}([a-z2-9]{4}(?:-[a-z2-9]{4}){3}) /m

/** The access code that a run showed, if it showed one. */
export const shownCode = (stdout: string): string | undefined => codeLine.exec(stdout)?.[1]

/** One sentence for each secret in the wrong place. The access code may be printed once, on its own line. */
export function secretFaults({ stdout, stderr, calls }: Seen, values: Readonly<Record<string, string>>): string[] {
  const code = shownCode(stdout)
  const hidden = [
    ['the ticket secret', values.TICKET_SECRET],
    ['the hash of the access code', values.ACCESS_CODE_HASH],
    ['the bearer token', 'FAKE-BEARER-TOKEN'],
    ['the registry token', 'FAKE-REGISTRY-TOKEN'],
    ['the access code', code],
  ].flatMap(([name, secret]) => (secret ? [[name ?? '', secret] as const] : []))
  const printed = (code === undefined ? stdout : stdout.replace(code, '')) + stderr
  return hidden.flatMap(([name, secret]) => [
    ...(calls.some((call) => call.some((argument) => argument.includes(secret))) ? [`${name} is in an argument`] : []),
    ...(printed.includes(secret) ? [`${name} is in the output`] : []),
  ])
}
