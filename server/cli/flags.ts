/** Flags that npm keeps for itself, because no `--` stands before them: the command runs without them, and npm says so to no one. */

/** A sentence where npm took any; `flags` are those of `command`. */
export function takenByNpm(
  env: Readonly<Record<string, string | undefined>>,
  command: string,
  flags: readonly string[],
): string | undefined {
  const taken = flags.filter((flag) => env[`npm_config_${flag}`] !== undefined).map((flag) => `--${flag}`)
  return taken.length === 0
    ? undefined
    : `npm took ${taken.join(' and ')} for itself; write -- before it: npm run ${command} -- … ${taken.join(' … ')}`
}
