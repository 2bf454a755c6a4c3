/** What a process has cost so far, by the kernel's own counters. */

import { existsSync, readFileSync } from 'node:fs'

/** `cpuMs` is user and system time of all its threads since it began, in steps of 10 ms; `rssBytes` is what it holds in memory now. */
export type Usage = Readonly<{ cpuMs: number; rssBytes: number }>

/** USER_HZ of Linux: the unit of `utime` and `stime`, 100 a second on every usual build (proc(5)). */
const TICK_MS = 10

/** A thread is `PID/task/TID`. @throws when the system has no /proc: the bench then has nothing to read. */
export function usageOf(pid: number | string): Usage {
  if (!existsSync('/proc/self/stat'))
    throw new Error('The bench reads /proc, which only Linux has; run it in a container.')
  // The second field is a name in brackets that may hold spaces; utime and stime are the 12th and 13th after it.
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ')
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return {
    cpuMs: (Number(stat[11]) + Number(stat[12])) * TICK_MS,
    rssBytes: Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) * 1024,
  }
}
