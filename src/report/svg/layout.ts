/**
 * Panels one below the other on one time axis: places each panel's title, legend and plot, and
 * shades the faults through all of them. What a panel shows is its own matter (panels.ts). The
 * plots of a drawing share left edge, width and range; pages rely on that for their crosshair.
 */
import { type Options, type Size, textWidth } from './draw.js'
import type { FaultSpan } from './faults.js'
import { light, type Token } from './palette.js'

export interface Series {
  readonly name: string
  readonly token: Token
  readonly kind: 'area' | 'line' | 'dashed'
  /** Pairs of seconds and value, the last one at the end of the axis. */
  readonly data: readonly (readonly [number, number | null])[]
  /** Of the line. Default 1.75. */
  readonly width?: number
  /** On the right axis. */
  readonly right?: boolean
}

export interface Panel {
  readonly title: string
  readonly height: number
  readonly series: readonly Series[]
  readonly axes: readonly Options[]
}

export interface Form {
  readonly width: number
  readonly left: number
  readonly right: number
  /** Legends stand beside the titles, or below them; none: nor is there a title. */
  readonly legend: 'beside' | 'below' | 'none'
  readonly labels: number
}

export const WIDE: Form = { width: 1120, left: 58, right: 52, legend: 'beside', labels: 12 }
export const NARROW: Form = { width: 640, left: 54, right: 46, legend: 'below', labels: 7 }
export const MULTIPLE: Form = { width: 540, left: 46, right: 18, legend: 'none', labels: 6 }

/** Where the plots are, for a crosshair: in units of the drawing. */
export interface Plots extends Size {
  readonly left: number
  readonly plotWidth: number
  readonly panels: readonly { readonly top: number; readonly height: number }[]
}

const TITLE_PX = 24
const LEGEND_PX = 19
const FAULT_PX = 17
const GAP_PX = 22
const BOTTOM_PX = 30
const FONT = { fontSize: 12, color: light('muted') }

export function layOut(
  panels: readonly Panel[],
  faults: readonly FaultSpan[],
  form: Form,
  untilS: number,
): { option: Options; plots: Plots } {
  const { left, right, width } = form
  const plotWidth = width - left - right
  const boxes: { top: number; height: number }[] = []
  const parts: Record<'title' | 'legend' | 'grid' | 'xAxis' | 'yAxis' | 'series', Options[]> = {
    ...{ title: [], legend: [], grid: [], xAxis: [], yAxis: [], series: [] },
  }
  let y = 0
  panels.forEach((panel, i) => {
    if (form.legend !== 'none') {
      const room = form.legend === 'beside' ? plotWidth - textWidth(panel.title, 14) : plotWidth
      const rows = legendRows(panel.series, room)
      parts.title.push(titleOf(panel.title, y, form))
      parts.legend.push(legendOf(panel.series, y, rows, form, room))
      y += form.legend === 'beside' ? Math.max(TITLE_PX, 5 + rows * LEGEND_PX) : TITLE_PX
      if (form.legend === 'below' && panel.series.length > 0) y += rows * LEGEND_PX
    }
    if (i === 0 && faults.length > 0) y += FAULT_PX
    const box = { top: y + 4, height: panel.height }
    boxes.push(box)
    parts.grid.push({ left, right, ...box, outerBoundsMode: 'none' })
    parts.xAxis.push(timeAxis(i, untilS, form.labels, i === panels.length - 1))
    const axisIndex = parts.yAxis.length
    panel.axes.forEach((axis, side) => {
      parts.yAxis.push(valueAxis(axis, i, side === 1))
    })
    parts.series.push(shade(faults, i, axisIndex, i === 0 ? labelled(faults, form, untilS) : null))
    for (const one of panel.series) parts.series.push(seriesOf(one, i, axisIndex))
    y = box.top + box.height + GAP_PX
  })
  const height = y - GAP_PX + BOTTOM_PX
  return { option: parts, plots: { width, height, left, plotWidth, panels: boxes } }
}

function titleOf(text: string, top: number, { left }: Form): Options {
  const textStyle = { fontSize: 14, fontWeight: 600, color: light('ink') }
  return { text, left, top: top + 4, padding: 0, textStyle }
}

function legendOf(
  series: readonly Series[],
  top: number,
  rows: number,
  form: Form,
  room: number,
): Options {
  const place =
    form.legend === 'beside'
      ? { right: form.right, top: top + 5, ...(rows > 1 && { width: room }) }
      : { left: form.left, top: top + TITLE_PX, width: room }
  return {
    ...place,
    ...{ padding: 0, itemGap: 14, itemWidth: 13, itemHeight: 11, textStyle: FONT },
    selectedMode: false,
    data: legendOrder(series).map(({ name, kind, token }) => ({
      ...{ name, icon: ICONS[kind], itemStyle: { color: light(token), borderWidth: 0 } },
      lineStyle: { width: 0 },
    })),
  }
}

/** Areas from the bottom up, as they are read; they are painted from the top down. */
function legendOrder(series: readonly Series[]): Series[] {
  const areas = series.filter(({ kind }) => kind === 'area')
  return [...areas.reverse(), ...series.filter(({ kind }) => kind !== 'area')]
}

const ICONS = {
  area: 'rect',
  line: 'path://M0,0h26v5h-26z',
  dashed: 'path://M0,0h7v4h-7zM10,0h7v4h-7zM20,0h7v4h-7z',
}

function legendRows(series: readonly Series[], room: number): number {
  let [rows, used] = [1, 0]
  for (const { name } of series) {
    const width = 18 + textWidth(name, 12) + 14
    if (used + width > room && used > 0) [rows, used] = [rows + 1, 0]
    used += width
  }
  return rows
}

const STEPS_S = [
  ...[0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600],
  ...[7200, 14_400, 28_800, 86_400],
]

function timeAxis(gridIndex: number, untilS: number, labels: number, isLast: boolean): Options {
  const interval = STEPS_S.find((step) => untilS / step <= labels) ?? untilS / labels
  const rest = untilS % interval
  return {
    ...{ type: 'value', gridIndex, min: 0, max: untilS, interval },
    axisLine: { show: true, onZero: false, lineStyle: { color: light('axis') } },
    axisTick: { show: isLast, lineStyle: { color: light('axis') } },
    splitLine: { lineStyle: { color: light('grid') } },
    axisLabel: {
      ...{ show: isLast, ...FONT, margin: 11, showMaxLabel: rest === 0 || rest > interval / 2 },
      formatter: (value: number) => timeText(value, interval),
    },
  }
}

/** Seconds up to an hour; then minutes. */
function timeText(s: number, interval: number): string {
  return interval >= 600 ? `${s / 60} min` : `${Number(s.toFixed(1))} s`
}

function valueAxis(axis: Options, gridIndex: number, isRight: boolean): Options {
  const { axisLabel, ...rest } = axis as { axisLabel?: object }
  return {
    ...{ type: 'value', gridIndex, min: 0, position: isRight ? 'right' : 'left' },
    axisLine: { show: false },
    axisTick: { show: false },
    splitLine: { show: !isRight, lineStyle: { color: light('grid') } },
    axisLabel: { ...FONT, margin: 7, ...axisLabel },
    ...rest,
  }
}

function seriesOf(one: Series, grid: number, axisIndex: number): Options {
  const { name, token, kind, data, right } = one
  const color = light(token)
  return {
    ...{ type: 'line', name, data, step: 'end', symbol: 'none', silent: true },
    ...{ xAxisIndex: grid, yAxisIndex: axisIndex + (right ? 1 : 0) },
    emphasis: { disabled: true },
    itemStyle: { color },
    lineStyle: {
      ...{ color, width: kind === 'area' ? 0 : (one.width ?? 1.75) },
      type: kind === 'dashed' ? [5, 4] : 'solid',
    },
    ...(kind === 'area' && { areaStyle: { color, opacity: 1 } }),
  }
}

/** A series without values that carries the shade of the faults. */
function shade(
  faults: readonly FaultSpan[],
  grid: number,
  yAxisIndex: number,
  labels: ReadonlyMap<FaultSpan, Anchor> | null,
): Options {
  const color = light('fault')
  const edges = [...new Set(faults.flatMap(({ fromS, untilS }) => [fromS, untilS]))]
  return {
    ...{ type: 'line', data: [], xAxisIndex: grid, yAxisIndex, silent: true },
    markArea: {
      silent: true,
      itemStyle: { color, opacity: 0.09 },
      label: { color, fontSize: 12, fontWeight: 600 },
      data: faults.map((fault) => {
        const anchor = labels?.get(fault)
        const label = anchor === undefined ? { show: false } : labelAt(anchor)
        return [{ xAxis: fault.fromS, name: fault.label, label }, { xAxis: fault.untilS }]
      }),
    },
    markLine: {
      ...{ silent: true, symbol: 'none', label: { show: false } },
      lineStyle: { color, width: 1, type: [3, 3], opacity: 0.75 },
      data: edges.map((xAxis) => ({ xAxis })),
    },
  }
}

type Anchor = 'left' | 'center' | 'right'

/** The spans whose names find room beside each other, and which edge of them the name keeps to. */
function labelled(faults: readonly FaultSpan[], form: Form, untilS: number) {
  const found = new Map<FaultSpan, Anchor>()
  const plotWidth = form.width - form.left - form.right
  const xOf = (s: number) => form.left + (s / untilS) * plotWidth
  let free = form.left
  for (const fault of faults) {
    const width = textWidth(fault.label, 12)
    const [from, until] = [xOf(fault.fromS), xOf(fault.untilS)]
    const starts: Record<Anchor, number> = {
      ...{ center: (from + until - width) / 2, left: from, right: until - width },
    }
    const anchor = (['center', 'left', 'right'] as const).find((one) => {
      return starts[one] >= free && starts[one] + width <= form.left + plotWidth
    })
    if (anchor === undefined) continue
    found.set(fault, anchor)
    free = starts[anchor] + width + 8
  }
  return found
}

function labelAt(anchor: Anchor): Options {
  if (anchor === 'center') return { position: 'top', distance: 5 }
  return { position: [anchor === 'left' ? '0%' : '100%', -17], align: anchor }
}
