/** Only in the page of `npm run dev`: reloads it when the server has a newer one. */

const POLL_EVERY_MS = 1000

const newest = async (): Promise<string | null> => {
  const page = await fetch('.', { cache: 'no-store' }).catch(() => undefined)
  return page?.ok ? page.text() : null
}

const loaded = await newest()
setInterval(async () => {
  const now = await newest()
  if (loaded !== null && now !== null && now !== loaded) location.reload()
}, POLL_EVERY_MS)
