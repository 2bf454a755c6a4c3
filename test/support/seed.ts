/** The same random cases in every run of the gate, so that a failure is no matter of luck; SEED tries others. */

import fc from 'fast-check'

// A file of the developer's own must not change what is tested.
process.env.ENV_FILE = '/dev/null'

fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(process.env.SEED ?? 20_261_125) })
