/** The contract, on Bun. */

import { contract } from './contract.ts'
import { bun } from './runtimes.ts'

contract(bun)
