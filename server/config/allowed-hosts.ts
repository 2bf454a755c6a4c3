/** ALLOWED_HOSTS for a command that needs no more of the configuration: the emulator alone. */

import { type Environment, readVariable } from '../agent/environment.ts'

export const allowedHostsIn = (env: Environment): string | undefined => readVariable(env, 'ALLOWED_HOSTS')
