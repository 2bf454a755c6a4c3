/** The contract, on Node. */

import { contract } from './contract.ts'
import { node } from './runtimes.ts'

contract(node)
