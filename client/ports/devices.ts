/** Tells when the devices of this machine, or what the page may use of them, have changed. */

import type { Event } from '../state/events.ts'

/** A change may be told before the track of what is gone has ended, and before what is new can be used. */
const SETTLED_MS = 1_000

/** For as long as the page lives: the browser has one list of devices and one permission. */
export function listenToDevices(emit: (event: Event) => void): void {
  const changed = () => emit({ type: 'devices.changed' })
  const changing = () => {
    changed()
    setTimeout(changed, SETTLED_MS)
  }
  // Absent on pages that came over plain HTTP from another machine.
  const devices: MediaDevices | undefined = navigator.mediaDevices
  devices?.addEventListener('devicechange', changing)
  // Not every browser names this permission.
  navigator.permissions
    ?.query({ name: 'microphone' })
    .then((permission) => permission.addEventListener('change', changed))
    .catch(() => {})
}
