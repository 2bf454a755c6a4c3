/** Ends a script of package.json with a sentence where Node cannot read TypeScript. Any Node can read this file. */

if (!process.features.typescript) {
  console.error(
    `This is Node ${process.versions.node}, and voice-live-web needs 22.18 or newer: https://nodejs.org. ` +
      'On Linux with an x64 processor "npm ci" brings one along, unless optional dependencies are left out.',
  )
  process.exit(1)
}
