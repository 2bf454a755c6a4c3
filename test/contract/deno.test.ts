/** The contract, on Deno. */

import { contract } from './contract.ts'
import { deno } from './runtimes.ts'

contract(deno)
