/** A service whose process is killed in mid-answer, and started again at the same address: it has forgotten everything. */

import { openSession } from '../contract/page.ts'
import { openEnds } from './outcome.ts'
import { startRelay } from './relay.ts'
import { answersPings, goOn, isPhase, until } from './scenes.ts'
import { forkStandIns } from './stand-ins.ts'

export async function restart(): Promise<Readonly<{ isRight: boolean; sentence: string }>> {
  const first = forkStandIns()
  const service = await first.service({ pace: 1 }, 0)
  const relay = await startRelay(service, {})
  const page = await openSession(relay.page)
  answersPings(page)
  page.say({ type: 'text.send', text: 'tell me a story' })
  await until(page, 0, isPhase.answering)
  await first.kill()
  await page.next('service.lost')
  const second = forkStandIns()
  await second.service({ pace: 20 }, Number(new URL(service).port))
  await page.next('service.resumed')
  await goOn(page)
  page.say({ type: 'session.stop' })
  const { code } = await page.closed
  const open = openEnds(page)
  await relay.stop()
  const left = await second.open()
  const ended = await second.stop()
  const isRight = code === 1000 && open.length === 0 && left === 0 && ended
  return { isRight, sentence: `closed ${code}, ${left} sockets left, left open: ${open.join(', ') || 'nothing'}` }
}
