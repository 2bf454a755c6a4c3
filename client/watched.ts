/** What `npm run dev` watches: the sources, and the folders of the agent and its tools, wherever `.env` says that they are. */

import { useEnvFile } from '../server/config/env-file.ts'
import { agentFolders } from '../server/config/folders.ts'

export function foldersToWatch(
  root: string,
  environment: Readonly<Record<string, string | undefined>>,
): readonly string[] {
  // A copy: the server reads the file itself, again at each start.
  const env = { ...environment }
  useEnvFile(env)
  return [...['client', 'shared', 'server'].map((name) => `${root}/${name}`), ...agentFolders(env)]
}
