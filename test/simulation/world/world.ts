/** A whole world of calls: users in their tabs, one relay, one service, and the networks between them. */

import type { Event } from '../../../client/state/events.ts'
import type { State } from '../../../client/state/model.ts'
import type { JournalEntry } from '../../../server/emulator/journal.ts'
import type { Fields, Level } from '../../../server/observe/facts.ts'
import type { SessionState } from '../../../server/session/state.ts'
import { setupOf } from '../agents.ts'
import type { Deed, Mishap, Plan } from '../plan.ts'
import { createNetwork, type Network } from './network.ts'
import { createRandom } from './random.ts'
import { createRelay, type Relay } from './relay.ts'
import { createService, type Service } from './service.ts'
import { createUtterances, FRAME_MS } from './speech.ts'
import { openTab, type Tab } from './tab.ts'
import { createTime, type Time } from './time.ts'

/** 2026-06-01: any day will do. */
const UNIX_AT_ZERO_MS = 1_780_272_000_000

/** What those who look on may want to know. */
export type Witness = Readonly<{
  rendered?(user: number, state: State): void
  happened?(user: number, event: Event): void
  sounds?(user: number, answer: number, playedSamples: number): void
  stepped?(state: SessionState): void
  logged?(level: Level, event: string, fields: Fields): void
  journal?(session: number, entry: JournalEntry): void
  /** a deed was done, or came to nothing */
  did?(deed: Deed, isDone: boolean): void
  mishap?(mishap: Mishap, isOver: boolean): void
  /** Sound found the queue of an open connection to the service full. */
  refused?(): void
}>

export type World = Readonly<{
  time: Time
  tab(user: number): Tab
  toRelay(user: number): Network
  toService: Network
  relay: Relay
  service: Service
  did(deed: Deed): void
  befell(mishap: Mishap): void
  /** All is well again: networks flow, and pages are awake. */
  heal(): void
}>

export function createWorld(plan: Plan, witness: Witness): World {
  const time = createTime()
  const random = createRandom(plan.seed)
  const nature = time.start()
  const utterances = createUtterances()
  const unixMs = () => UNIX_AT_ZERO_MS + time.nowMs()
  const toService = createNetwork(nature.clock, random.fork('to service'), plan.serviceDelay)
  const lookUps = random.fork('look up')
  const setup = setupOf(
    plan,
    (topic, signal) =>
      new Promise((resolve, reject) => {
        const stop = nature.clock.after(lookUps.between(200, 6_000), () => resolve(`all about ${topic}`))
        signal.addEventListener('abort', () => {
          stop()
          reject(new Error('aborted'))
        })
      }),
  )
  const service = createService({
    process: time.start(),
    random: random.fork('service'),
    utterances,
    unixMs,
    repeats: plan.repeats,
    dialsOf: (session) =>
      Object.assign({}, plan.dials, ...plan.faults.filter((one) => one.session === session).map(({ dials }) => dials)),
    journal: (session, entry) => witness.journal?.(session, entry),
  })
  const relay = createRelay({
    time,
    random: random.fork('relay'),
    setup,
    toService,
    answer: service.answer,
    unixMs,
    log: (level, event, fields = {}) => witness.logged?.(level, event, fields),
    observe: (state) => witness.stepped?.(state),
    refused: () => witness.refused?.(),
  })
  const users = plan.users.map(({ delay, hasMicrophone, silenceMs }, user) => {
    const toRelay = createNetwork(nature.clock, random.fork(`user ${user}`), delay)
    const open = (left: Parameters<typeof openTab>[0]['left']) =>
      openTab({
        time,
        toRelay,
        accept: relay.accept,
        hasMicrophone,
        silenceMs,
        left,
        rendered: (state) => {
          weigh(user, state)
          witness.rendered?.(user, state)
        },
        sounds: (answer, playedSamples) => witness.sounds?.(user, answer, playedSamples),
        happened: (event) => witness.happened?.(user, event),
      })
    return { toRelay, open, tab: open(null) }
  })
  const weighed = new Set<string>()
  const opinions = random.fork('opinions')
  /** Whoever is asked for an approval takes a moment, and mostly gives it. */
  function weigh(user: number, { transcript }: State): void {
    for (const entry of transcript.entries) {
      if (entry.kind !== 'approval' || entry.outcome !== 'asked') continue
      const name = `${user} ${entry.id} ${entry.key}`
      if (weighed.has(name)) continue
      weighed.add(name)
      const approve = opinions.happens(0.7)
      nature.clock.after(opinions.between(300, 6_000), () =>
        userOf(user).tab.dispatch({ type: 'approval.pressed', id: entry.id, approve }),
      )
    }
  }
  const userOf = (user: number) => {
    const found = users[user]
    if (!found) throw new Error(`there is no user ${user}`)
    return found
  }

  function comeBack(user: ReturnType<typeof userOf>, left: ReturnType<Tab['leave']>): void {
    user.tab = user.open(left)
    // The page that went could not take the answer any more.
    weighed.clear()
    const opened = user.tab
    nature.clock.after(500, () => opened.dispatch({ type: 'session.pressed' }))
  }

  function act(deed: Deed): boolean {
    const user = userOf(deed.user)
    const { tab } = user
    const state = tab.state()
    if (!tab.isAwake()) return false
    switch (deed.type) {
      case 'press':
        tab.dispatch({ type: 'session.pressed' })
        return true
      case 'type':
        tab.dispatch({ type: 'text.submitted', text: deed.text })
        return state.phase === 'live'
      case 'speak':
      case 'cough':
        tab.say(utterances.add(deed.type === 'speak' ? deed.text : null, Math.ceil(deed.ms / FRAME_MS)))
        return state.phase === 'live' && state.microphone === 'open' && !state.muted
      case 'interrupt':
        tab.dispatch({ type: 'interrupt.pressed' })
        return state.phase === 'live'
      case 'mute':
        tab.dispatch({ type: 'mute.pressed' })
        return true
      case 'reload':
        comeBack(user, tab.leave(1001))
        return true
      case 'leave': {
        const left = tab.leave(1001)
        nature.clock.after(deed.ms, () => comeBack(user, deed.finds ? left : null))
        return true
      }
      case 'hide':
        tab.hide()
        nature.clock.after(deed.ms, () => {
          if (!tab.isAwake()) tab.show()
        })
        return true
    }
  }

  const networkOf = (mishap: Extract<Mishap, { type: 'freeze' | 'down' | 'cut' | 'half-close' }>): Network =>
    mishap.user === undefined ? toService : userOf(mishap.user).toRelay

  function befell(mishap: Mishap): void {
    witness.mishap?.(mishap, false)
    const over = (undo: () => void) => (ms: number) =>
      nature.clock.after(ms, () => {
        undo()
        witness.mishap?.(mishap, true)
      })
    switch (mishap.type) {
      case 'freeze': {
        const network = networkOf(mishap)
        network.freeze()
        over(network.thaw)(mishap.ms)
        return
      }
      case 'down': {
        const network = networkOf(mishap)
        network.setDown(true)
        network.lose('both')
        over(() => network.setDown(false))(mishap.ms)
        return
      }
      case 'cut':
        networkOf(mishap).lose(mishap.learns)
        return
      case 'half-close':
        networkOf(mishap).halfClose(mishap.side)
        return
      case 'restart':
        relay.restart(mishap.how)
    }
  }

  return {
    time,
    tab: (user) => userOf(user).tab,
    toRelay: (user) => userOf(user).toRelay,
    toService,
    relay,
    service,
    did: (deed) => witness.did?.(deed, act(deed)),
    befell,
    heal: () => {
      for (const network of [toService, ...users.map(({ toRelay }) => toRelay)]) {
        network.thaw()
        network.setDown(false)
      }
      for (const { tab } of users) if (!tab.isAwake()) tab.show()
    },
  }
}
