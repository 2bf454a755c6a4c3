/** What the doctor found in one check, and how it prints it. */

/** `skip`: another finding makes this check pointless. `says` and `remedy` hold no secret. */
export type Finding = Readonly<{
  check: string
  outcome: 'ok' | 'note' | 'skip' | 'FAIL'
  says: string
  remedy?: string
}>

export const ok = (check: string, says: string): Finding => ({ check, outcome: 'ok', says })
export const skip = (check: string, says: string): Finding => ({ check, outcome: 'skip', says })
export const note = (check: string, says: string): Finding => ({ check, outcome: 'note', says })
/** Without a remedy when `says` has it. */
export const fail = (check: string, says: string, remedy?: string): Finding => ({
  check,
  outcome: 'FAIL',
  says,
  ...(remedy === undefined ? {} : { remedy }),
})

/** A line for the finding, and one below it for the remedy. */
export const print = ({ check, outcome, says, remedy }: Finding): string =>
  `${outcome.padEnd(4)}  ${check}: ${says}${remedy === undefined ? '' : `\n      -> ${remedy}`}`
