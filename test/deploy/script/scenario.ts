/** What the fake tools answer beyond their ordinary world: rules, written as a file that the fakes read. */

export type Rule = Readonly<{
  /** POSIX extended regular expression on the whole command line, such as `^azd provision` */
  match: string
  /** how many calls the rule answers before it lets them pass; all of them unless given */
  times?: number
  exit?: number
  out?: string
  err?: string
  /** bash that changes the fake world, run before the answer */
  act?: string
}>

const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`

/** The scenario file: one `rule` call of test/deploy/script/fake/tool.sh a line, in order. */
export const scenarioFile = (rules: readonly Rule[]): string =>
  rules
    .map(({ match, times = 999, exit = 0, out = '', err = '', act = '' }, index) =>
      ['rule', index, quote(match), times, exit, quote(out), quote(err), quote(act)].join(' '),
    )
    .join('\n')

/**
 * azd provision fails with this text, for so many calls. It says first what it has made, in the same log: the plan comes before
 * everything that can fail (such output is in github.com/microsoft/Modernize-your-code-solution-accelerator/issues/141).
 */
export const provisionFails = (text: string, times = 1): Rule => ({
  match: '^azd provision',
  times,
  exit: 1,
  err: `  (✓) Done: Resource group: rg-voicelive (1.2s)\n  (✓) Done: App Service plan: plan-m5d6qkcdxocdy (5.1s)\n  |===    | Creating/Updating resources\nERROR: error executing step command 'provision': deployment failed: ${text}\n`,
})

const everywhere = new Set(['--subscription', '--resource-group', '--name', '--query', '--output', '--registry'])

/** Calls as lines, without the flags that every call carries, to compare with what a test expects. */
export const lines = (calls: readonly (readonly string[])[]): string[] =>
  calls.map((call) => {
    const kept = call.filter(
      (word, index) =>
        !everywhere.has(word) &&
        !everywhere.has(call[index - 1] ?? '') &&
        !/^--(only-show-errors|no-prompt)$/.test(word),
    )
    return kept
      .join(' ')
      .replace(/--file \S*values\.env/, '--file (values)')
      .replace(/ --output \S+ready\.log/, '')
      .replace(/ -e rg-voicelive\b/, '')
  })

/** What changes Azure, the registry or the records. `azd provision` is not among them: azd itself skips what is as it should be. */
export const changing = (calls: readonly (readonly string[])[]): string[] =>
  calls
    .map((call) => call.join(' '))
    .filter((line) =>
      /^(azd (config set|env (new|set)|down)|az (login|provider register|group delete|webapp (restart|config (set|appsettings set))|acr build|cognitiveservices account purge|role assignment delete)|(docker|podman) (build|push))/.test(
        line,
      ),
    )
