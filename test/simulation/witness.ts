/** Lets several look on as one. */

import type { Witness } from './world/world.ts'

export const joined = (all: () => readonly Witness[]): Witness => ({
  rendered: (...given) => {
    for (const one of all()) one.rendered?.(...given)
  },
  happened: (...given) => {
    for (const one of all()) one.happened?.(...given)
  },
  sounds: (...given) => {
    for (const one of all()) one.sounds?.(...given)
  },
  stepped: (...given) => {
    for (const one of all()) one.stepped?.(...given)
  },
  logged: (...given) => {
    for (const one of all()) one.logged?.(...given)
  },
  journal: (...given) => {
    for (const one of all()) one.journal?.(...given)
  },
  did: (...given) => {
    for (const one of all()) one.did?.(...given)
  },
  refused: () => {
    for (const one of all()) one.refused?.()
  },
  mishap: (...given) => {
    for (const one of all()) one.mishap?.(...given)
  },
})
