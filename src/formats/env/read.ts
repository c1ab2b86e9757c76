/**
 * The reader: variables of a text, put into groups of one scope, each read by the table of its
 * topic, and booked. Two variables that set the same leaf to different values become one question
 * here, so that no scope and path ever has two values.
 */
import { sameLeaf } from '../../policy/leaves.js'
import type { ParsedText } from '../../syntax/node.js'
import type { Imported, Target } from '../format.js'
import { type Ledger, ledger } from '../ledger.js'
import { book } from './booking.js'
import { collect } from './collect.js'
import { find, type Group, type Member } from './group.js'
import { groupsOf, namedOf } from './groups.js'
import { choose, exact, ignored, type Outcome, reason } from './outcome.js'
import { isSwitchedOff, switchedBy } from './switches.js'
import { evaluate } from './topics.js'

export function readEnv(text: ParsedText): Imported {
  const into = ledger('env')
  const { variables, findings } = collect(text)
  for (const finding of findings) into.finding(finding)
  const groups = groupsOf(namedOf(variables, into), into)
  for (const group of groups) readGroup(group, groups, into)
  return into.finish()
}

interface Taken {
  readonly member: Member
  outcome: Outcome
}

function readGroup(group: Group, all: readonly Group[], into: Ledger): void {
  const ordered = [...group.members].sort((a, b) => a.rank - b.rank)
  const taken: Taken[] = []
  for (const member of ordered) {
    const switched = isSwitchedOff(member, group)
    const outcome = switched
      ? ignored(switched)
      : switchedBy(member, group, all, evaluate(member, group))
    // Steps of a ladder share what they lead to, and each has a part in it.
    const isStep = member.meaning.step !== undefined
    const twin = taken.find((other) => !isStep && sameTargets(other.outcome, outcome))
    const rival = taken.find((other) => contradict(other.outcome, outcome))
    if (twin) book(into, member.variable, ignored(sameAs(twin.member)))
    else if (rival) {
      rival.outcome = bothOf(rival, member, outcome)
      book(into, member.variable, {
        ...ignored(decidedBy(rival.member)),
        findings: outcome.findings,
      })
    } else taken.push({ member, outcome })
  }
  for (const { member, outcome } of taken) book(into, member.variable, outcome)
  implyFloor(group, taken, into)
  implyPlain(group, all, taken, into)
  implyAwsAttempts(group, into)
}

/** Whether two variables say the very same thing, and it is something. */
function sameTargets(a: Outcome, b: Outcome): boolean {
  if (a.decision || b.decision || a.targets.length === 0) return false
  return (
    a.targets.length === b.targets.length &&
    a.targets.every((target) =>
      b.targets.some((other) => other.path === target.path && sameLeaf(other.value, target.value)),
    )
  )
}

/** Whether any way to read one of them gives a leaf another value than a way to read the other. */
function contradict(a: Outcome, b: Outcome): boolean {
  const theirs = claims(b)
  return claims(a).some(({ path, value }) =>
    theirs.some((other) => other.path === path && !sameLeaf(other.value, value)),
  )
}

function claims({ targets, decision }: Outcome): readonly Target[] {
  return decision ? decision.options.flatMap((option) => option.targets) : targets
}

/** One question out of two contradicting variables; the one that was there first is suggested. */
function bothOf(first: Taken, second: Member, outcome: Outcome): Outcome {
  const name = first.member.variable.name
  const other = second.variable.name
  const kept = first.outcome.targets.filter(
    ({ path }) => !claims(outcome).some((target) => target.path === path),
  )
  const withKept = outcome.decision
    ? {
        ...outcome,
        decision: {
          ...outcome.decision,
          options: outcome.decision.options.map((option) => ({
            ...option,
            targets: [...option.targets, ...kept],
          })),
        },
      }
    : exact([...outcome.targets, ...kept])
  const choices = [
    { value: name, label: `${name}=${first.member.variable.text}`, outcome: first.outcome },
    {
      value: other,
      label: `${other}=${second.variable.text}`,
      outcome: { ...withKept, findings: [] },
    },
  ]
  const text = `${name} and ${other} set the same thing to different values.`
  return choose(`Which counts, ${name} or ${other}?`, choices, name, reason('two-values', text))
}

function sameAs({ variable }: Member) {
  return reason('same-setting', `${variable.name} sets the same value already`)
}

function decidedBy({ variable }: Member) {
  const text = `${variable.name} sets the same to another value; the question there decides.`
  return reason('two-values', text)
}

/** Longest wait that the shortest cap of a preset leaves alone. */
const SMALLEST_CAP_MS = 5000

/**
 * A first wait that a variable states would be lengthened by the preset's shortest wait, or cut by
 * its longest one. The classic variables are safe: their floor and cap are the presets'.
 */
function implyFloor(group: Group, taken: readonly Taken[], into: Ledger): void {
  const targets = taken.flatMap(({ outcome }) => outcome.targets)
  const valueAt = (path: string) => targets.find((target) => target.path === path)?.value
  const stated = taken.find(
    ({ member, outcome }) =>
      member.rank === 2 && outcome.targets.some(({ path }) => path === 'retry.backoff.initial'),
  )
  if (!stated || valueAt('retry.backoff.kind') === 'fixed') return
  const imply = (path: string, value: unknown, why: string) =>
    into.implied('absent', group.scope, path, value, why)
  if (valueAt('retry.backoff.min') === undefined) {
    imply('retry.backoff.min', 0, 'no variable names a shortest wait')
  }
  const initial = valueAt('retry.backoff.initial')
  if (valueAt('retry.backoff.max') === undefined && Number(initial) >= SMALLEST_CAP_MS) {
    imply('retry.backoff.max', null, 'no variable names a longest wait')
  }
}

/** What presets would add to waits that other variables than the classic ones state. */
const PLAIN = [
  {
    path: 'retry.jitter.kind',
    value: 'none',
    knobs: /^jitter/,
    why: 'the variables state the waits and no jitter',
  },
  {
    path: 'retry.maxElapsed',
    value: null,
    knobs: /^maxElapsed$/,
    why: 'the variables state the waits and no limit for all attempts together',
  },
]

/** Variables that only a service with presets reads; RETRY_MAX_ATTEMPTS is everybody's. */
function isOfPresets({ topic, knob }: Member['meaning']['row']): boolean {
  return topic === 'preset' || topic === 'strategy' || /^exp(Multiplier|Min|Max)$/.test(knob)
}

/**
 * A wait of 150 ms must not become one of up to 2 s by the preset's jitter, nor thirty attempts end
 * with the preset's total. Where the file speaks of such a thing for all operations, or names a
 * preset, that holds.
 */
function implyPlain(group: Group, all: readonly Group[], taken: readonly Taken[], into: Ledger) {
  const states = ({ member, outcome }: Taken) =>
    member.rank === 2 && outcome.targets.some(({ path }) => path === 'retry.backoff.initial')
  if (!taken.some(states)) return
  const above = all.filter(({ scope }) => scope.operation === undefined)
  const members = [...group.members, ...above.flatMap((one) => one.members)]
  const rows = members.map(({ meaning }) => meaning.row)
  if (rows.some(isOfPresets)) return
  for (const { path, value, knobs, why } of PLAIN) {
    const isStated =
      rows.some(({ topic, knob }) => topic === 'retry' && knobs.test(knob)) ||
      taken.some(({ outcome }) => claims(outcome).some((target) => target.path === path)) ||
      (path === 'retry.maxElapsed' && above.some((one) => find(one, 'retry', 'maxDelay')))
    if (!isStated) into.implied('absent', group.scope, path, value, why)
  }
}

/** formats.md section 11: three attempts in standard and adaptive mode, whatever the SDK. */
function implyAwsAttempts(group: Group, into: Ledger): void {
  const mode = find(group, 'aws', 'mode')?.variable.value
  if (mode !== 'standard' && mode !== 'adaptive') return
  if (
    group.members.some(({ meaning: { row } }) => row.topic === 'aws' && row.knob === 'attempts')
  ) {
    return
  }
  into.implied('default', group.scope, 'retry.maxAttempts', 3, `AWS SDK default in ${mode} mode`)
}
