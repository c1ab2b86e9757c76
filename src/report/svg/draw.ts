/**
 * The only place that calls ECharts: an option → the inside of an SVG element. Drawn on the server
 * side of the library, so without a DOM, and washed: ECharts numbers ids and classes through the
 * whole life of a process, and leaves hooks for a mouse that static charts have not. The same
 * option and id give the same bytes. No text of users may be in an option: it is escaped by its
 * pages.
 */
import { LineChart } from 'echarts/charts'
import {
  GridComponent,
  LegendComponent,
  MarkAreaComponent,
  MarkLineComponent,
  TitleComponent,
} from 'echarts/components'
import { init, setPlatformAPI, use } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import { shortPath } from './short-path.js'

use([
  ...[LineChart, SVGRenderer, GridComponent, LegendComponent, TitleComponent],
  ...[MarkAreaComponent, MarkLineComponent],
])

/**
 * Width of a line of text in px. The true one depends on the reader's font: this is that of a wide
 * one, DejaVu Sans, so that others leave some room and none overlaps.
 */
export function textWidth(text: string, fontSize: number): number {
  return Math.ceil(text.length * fontSize * 0.55)
}

setPlatformAPI({
  measureText: (text, font) => ({
    width: textWidth(text, Number(/(\d+)px/.exec(font ?? '')?.[1] ?? 12)),
  }),
})

export type Options = Readonly<Record<string, unknown>>

export interface Size {
  readonly width: number
  readonly height: number
}

/** `id` begins every id in it; unique within a page. */
export function draw(option: Options, { width, height }: Size, id: string): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height })
  try {
    chart.setOption({ animation: false, ...option })
    return washed(chart.renderToSVGString(), id)
  } finally {
    chart.dispose()
  }
}

function washed(svg: string, id: string): string {
  return (
    svg
      .replace(/^<svg[^>]*>\s*(<rect[^>]*><\/rect>)?/, '')
      .replace(/<style[\s\S]*?<\/style>/g, '')
      .replace(/<\/svg>\s*$/, '')
      .replace(/ (class|pointer-events|ecmeta_[a-z_]+)="[^"]*"/g, '')
      .replace(/font-family:[^;"]*;?/g, '')
      .replace(/\bzr\d+-/g, `${id}-`)
      // Hit areas and lines without a width.
      .replace(/<path [^>]*(fill="none"[^>]*stroke-width="0"|fill-opacity="0")[^>]*><\/path>/g, '')
      .replace(/<path (?![^>]*stroke)[^>]*fill="none"[^>]*><\/path>/g, '')
      .replace(/><\/(path|polygon|rect)>/g, '/>')
      .replace(/ d="([^"]*)"/g, (_, d: string) => ` d="${shortPath(d)}"`)
      .replace(/\s*\n\s*/g, '\n')
      .trim()
  )
}
