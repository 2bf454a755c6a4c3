/** What the page asks the server beside its call: who answers, and whether it still is the server that this page came from. */

const ask = (path: string): Promise<Response | undefined> => fetch(path, { cache: 'no-store' }).catch(() => undefined)

/** What `GET /status` says; whoever shows it looks at each field. */
export async function askStatus(): Promise<unknown> {
  const response = await ask('status')
  return response?.ok ? response.json().catch(() => undefined) : undefined
}

/** True when the server answers with a page of other scripts: it was deployed anew, and the parts of this page are gone. */
export async function isOutdated(): Promise<boolean> {
  const script = document.querySelector('script[src]')?.getAttribute('src')
  const response = await ask('.')
  return response?.ok === true && !(await response.text()).includes(script ?? '')
}
