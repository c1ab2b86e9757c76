/**
 * The report in a browser: from disk, without a network, wide and narrow, light and dark, with and
 * without scripts. Wants Chromium at RESIL_CHROMIUM or /usr/bin/chromium; without one the tests are
 * left out, said aloud, but never in CI.
 */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { simulationHtml } from '../../src/report/html/index.js'
import { simulationSvg } from '../../src/report/svg/index.js'
import { comparedView, hostileView, sampleView } from '../report/svg/sample-rehearsal.js'

const executablePath = process.env.RESIL_CHROMIUM ?? '/usr/bin/chromium'
const isHere = existsSync(executablePath)
if (!isHere && process.env.CI === undefined) {
  console.warn(`No Chromium at ${executablePath}: the report is not tested in a browser.`)
}

const FLAGS = [
  ...['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  ...['--disable-component-update', '--disable-sync', '--no-first-run'],
]

/** What the functions that run in the page use of it; this project's types know no DOM. */
interface PageElement {
  readonly clientWidth: number
  readonly scrollWidth: number
  readonly textContent: string
  readonly dataset: Readonly<Record<string, string>>
  open: boolean
  getAttribute(name: string): string | null
  getBoundingClientRect(): Readonly<Record<'left' | 'right' | 'top' | 'bottom', number>> & Size
  querySelectorAll(selector: string): Iterable<PageElement>
}
interface Size {
  readonly width: number
  readonly height: number
}
declare const document: {
  readonly documentElement: PageElement
  readonly body: PageElement
  querySelector(selector: string): PageElement | null
  querySelectorAll(selector: string): Iterable<PageElement>
}
declare const getComputedStyle: (element: PageElement) => Readonly<Record<string, string>>

let browser: Browser
let folder: string
const pages: Record<string, string> = {}

/** Opens a file with every request but its own forbidden; what went wrong is in `problems`. */
async function opened(name: string, options: BrowserContextOptions = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options })
  const problems: string[] = []
  await context.route('**/*', (route) => {
    if (route.request().url() === pages[name]) return route.continue()
    problems.push(`asks for ${route.request().url()}`)
    return route.abort()
  })
  const page = await context.newPage()
  page.on('console', (message) => problems.push(message.text()))
  page.on('pageerror', (error) => problems.push(error.message))
  page.on('dialog', (dialog) => problems.push(dialog.message()))
  await page.goto(pages[name]!)
  return { page, problems, close: () => context.close() }
}

/** x of the vertical lines of each panel of the drawing that is shown, by the panel's top. */
function gridLines(page: Page): Promise<number[][]> {
  return page.evaluate(() => {
    const svg = [...document.querySelectorAll('.stage svg')].find((one) => one.clientWidth > 0)!
    const panels = new Map<number, number[]>()
    for (const path of svg.querySelectorAll('path')) {
      const found = /^M([\d.]+) ([\d.]+)V[\d.]+$/.exec(path.getAttribute('d') ?? '')
      const box = path.getBoundingClientRect()
      if (!found || box.height < 20 || path.getAttribute('stroke-dasharray') !== null) continue
      const top = Math.round(Number(found[2]))
      panels.set(top, [...(panels.get(top) ?? []), Math.round(box.left * 10) / 10])
    }
    return [...panels.values()].map((lines) => [...new Set(lines)].sort((a, b) => a - b))
  })
}

describe.runIf(isHere || process.env.CI !== undefined)('the report in a browser', () => {
  beforeAll(async () => {
    if (!isHere) throw new Error(`No Chromium at ${executablePath}; set RESIL_CHROMIUM.`)
    folder = mkdtempSync(join(tmpdir(), 'resil-report-'))
    const texts = {
      'outage.html': simulationHtml(sampleView()),
      'compared.html': simulationHtml(comparedView()),
      'hostile.html': simulationHtml(hostileView()),
      'hostile.svg': simulationSvg(hostileView()),
    }
    for (const [name, text] of Object.entries(texts)) {
      writeFileSync(join(folder, name), text)
      pages[name] = pathToFileURL(join(folder, name)).href
    }
    browser = await chromium.launch({ executablePath, args: FLAGS })
  })

  afterAll(async () => {
    await browser?.close()
    if (folder) rmSync(folder, { recursive: true, force: true })
  })

  it.each([1280, 700])('four panels share one time axis at %i px', async (width) => {
    const { page, problems, close } = await opened('outage.html', {
      viewport: { width, height: 900 },
    })
    const lines = await gridLines(page)
    expect(lines).toHaveLength(4)
    expect(lines[0]!.length).toBeGreaterThan(4)
    for (const panel of lines) expect(panel).toEqual(lines[0])
    expect(problems).toEqual([])
    await close()
  })

  it('colours change with the scheme, and with nothing else', async () => {
    const { page, close } = await opened('outage.html')
    const colours = async (colorScheme: 'light' | 'dark') => {
      await page.emulateMedia({ colorScheme })
      return page.evaluate(() => {
        const area = document.querySelector('.stage svg [fill="var(--ok)"]')!
        const of = (element: PageElement) => getComputedStyle(element)
        const body = of(document.body)
        return [of(area).fill, body.color, body.backgroundColor]
      })
    }
    const [light, dark] = [await colours('light'), await colours('dark')]
    expect(light).toEqual(['rgb(90, 155, 212)', 'rgb(27, 34, 41)', 'rgb(243, 245, 247)'])
    for (const [i, colour] of light.entries()) expect(dark[i]).not.toBe(colour)
    await close()
  })

  it.each([1280, 700])('the crosshair reads second 7 at %i px', async (width) => {
    const { page, problems, close } = await opened('outage.html', {
      viewport: { width, height: 900 },
    })
    const svg = page.locator('.stage svg:visible')
    await svg.scrollIntoViewIfNeeded()
    const at = await svg.evaluate((element: unknown) => {
      const own = element as PageElement
      const { left, plotWidth, width } = own.dataset
      const box = own.getBoundingClientRect()
      const second = Number(left) + (7.4 / 20) * Number(plotWidth)
      return { x: box.left + (second / Number(width)) * box.width, y: box.top + box.height / 2 }
    })
    await page.mouse.move(at.x, at.y)
    expect(await valuesOf(page)).toMatchObject({
      ...{ clock: '7 s', offered: '100/s', ok: '0/s', fallback: '20/s', 'breaker-open': '37/s' },
      ...{ timeout: '0/s', p50: '0 ms', p95: '1.5 s', p99: '2 s' },
      ...{ arrived: '4/s', wasted: '0/s', amplification: '0.04×' },
      ...{ open: '90%', 'half-open': '10%', closed: '0%' },
    })
    const hair = await page.locator('.hair').boundingBox()
    expect(Math.abs(hair!.x - at.x)).toBeLessThan(10)
    const box = await svg.boundingBox()
    expect(Math.abs(hair!.height - box!.height)).toBeLessThan(2)
    expect(problems).toEqual([])
    await close()
  })

  it('the crosshair moves with the keys, and says so to who cannot see it', async () => {
    const { page, close } = await opened('outage.html')
    const stage = page.locator('.stage')
    await stage.focus()
    for (const key of [
      'End',
      'Home',
      'PageDown',
      'ArrowLeft',
      'ArrowLeft',
      'ArrowLeft',
      'ArrowLeft',
    ]) {
      await page.keyboard.press(key)
    }
    expect(await valuesOf(page)).toMatchObject({ clock: '6 s', p50: '–', 'breaker-open': '36/s' })
    expect(await stage.getAttribute('aria-valuetext')).toMatch(/^6 s: offered 100\/s, ok 0\/s/)
    await close()
  })

  it.each(['outage.html', 'compared.html', 'hostile.html'])('%s fits into 700 px', async (name) => {
    const { page, problems, close } = await opened(name, { viewport: { width: 700, height: 900 } })
    await page.evaluate(() => {
      for (const one of document.querySelectorAll('details')) one.open = true
    })
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(700)
    expect(problems).toEqual([])
    await close()
  })

  it('is printed in light colours, details open', async () => {
    const { page, close } = await opened('compared.html')
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
    const colours = await page.evaluate(() => {
      const { color, backgroundColor } = getComputedStyle(document.body)
      return [color, backgroundColor]
    })
    expect(colours).toEqual(['rgb(27, 34, 41)', 'rgb(255, 255, 255)'])
    for (const one of await page.locator('details figure.run').all()) {
      expect(await one.isVisible()).toBe(true)
      expect(await one.locator('.readout').isVisible()).toBe(false)
    }
    await close()
  })

  it('can be read without JavaScript', async () => {
    const { page, close } = await opened('outage.html', { javaScriptEnabled: false })
    expect(await page.locator('.stage svg:visible').count()).toBe(1)
    expect(await page.locator('table:visible').count()).toBe(4)
    expect(await page.locator('.readout').count()).toBe(0)
    expect(await page.locator('.verdict').innerText()).toBe('✔ recovered after 1 s')
    await close()
  })

  it('labels of a drawing do not lie over each other', async () => {
    for (const width of [1280, 700]) {
      const { page, close } = await opened('outage.html', { viewport: { width, height: 900 } })
      const overlaps = await page.evaluate(() => {
        const svg = [...document.querySelectorAll('.stage svg')].find((one) => one.clientWidth > 0)!
        const boxes = [...svg.querySelectorAll('text')].map((text) => {
          return { text: text.textContent, box: text.getBoundingClientRect() }
        })
        return boxes.flatMap((a, i) =>
          boxes
            .slice(i + 1)
            .filter(({ box }) => a.box.left < box.right && box.left < a.box.right)
            .filter(({ box }) => a.box.top + 2 < box.bottom && box.top + 2 < a.box.bottom)
            .map((b) => `${a.text} over ${b.text}`),
        )
      })
      expect(overlaps).toEqual([])
      await close()
    }
  })

  it.each(['hostile.html', 'hostile.svg'])('%s does nothing', async (name) => {
    const { page, problems, close } = await opened(name)
    expect(problems).toEqual([])
    expect(await page.locator('img, parsererror').count()).toBe(0)
    await close()
  })
})

function valuesOf(page: Page): Promise<Record<string, string>> {
  return page.evaluate(() => ({
    clock: document.querySelector('.clock')!.textContent!,
    ...Object.fromEntries(
      [...document.querySelectorAll('.readout dd')].map((cell) => {
        return [cell.dataset.key, cell.textContent]
      }),
    ),
  }))
}
