/**
 * The script of the page, as text: a crosshair over the four panels with the values of its second.
 * The page is whole without it. It writes text nodes only, asks for nothing and keeps nothing.
 */

export const SCRIPT = `
'use strict'
for (const figure of document.querySelectorAll('figure.run')) {
  const { step, until, groups } = JSON.parse(figure.querySelector('script').textContent)
  const stage = figure.querySelector('.stage')
  const count = groups[0].rows[0].values.length
  const add = (parent, tag, name, text) => {
    const element = document.createElement(tag)
    if (name) element.className = name
    if (text !== undefined) element.textContent = text
    return parent.appendChild(element)
  }
  const trim = (value, digits) => String(Number(value.toFixed(digits)))
  const UNITS = {
    'per-s': (v) => (v < 100 ? trim(v, 1) : Math.round(v)) + '/s',
    share: (v) => trim(v * 100, 1) + '%',
    ratio: (v) => v.toFixed(2) + '×',
    ms: (v) => (v < 1 ? (v ? '< 1 ms' : '0 ms') : v < 1000 ? Math.round(v) + ' ms'
      : trim(v / 1000, 2) + ' s'),
  }
  const hair = add(stage, 'div', 'hair')
  const readout = add(figure, 'div', 'readout')
  const clock = add(readout, 'p', 'clock', 'Point at a second, or use the arrow keys')
  const cells = []
  for (const { title, rows } of groups) {
    const list = add(readout, 'dl')
    list.setAttribute('aria-label', title)
    for (const row of rows) {
      const pair = add(list, 'div')
      add(pair, 'dt', '', row.label).style.setProperty('--key', 'var(--' + (
        row.key === 'offered' ? 'ink' : row.key) + ')')
      const cell = add(pair, 'dd', '', '–')
      cell.dataset.key = row.key
      cells.push([row, cell])
    }
  }
  let column = 0
  const secondText = (i) => trim(i * step, 3) + (step === 1 ? ' s'
    : ' s to ' + trim(Math.min(until, (i + 1) * step), 3) + ' s')
  const show = (i) => {
    column = Math.max(0, Math.min(count - 1, i))
    readout.classList.add('on', 'used')
    const svg = [...stage.querySelectorAll('svg')].find((one) => one.clientWidth > 0)
    const { left, plotWidth, width } = svg.dataset
    const at = Math.min(until, (column + 0.5) * step) / until
    hair.style.left = ((Number(left) + at * plotWidth) / width) * 100 + '%'
    hair.style.display = 'block'
    clock.textContent = secondText(column)
    for (const [{ unit, values }, cell] of cells) {
      cell.textContent = values[column] === null ? '–' : UNITS[unit](values[column])
    }
    stage.setAttribute('aria-valuenow', column)
    stage.setAttribute('aria-valuetext', secondText(column) + ': ' + cells
      .map(([row, cell]) => row.label + ' ' + cell.textContent).join(', '))
  }
  stage.tabIndex = 0
  for (const [name, value] of Object.entries({
    role: 'slider', 'aria-label': 'Second of the run', 'aria-valuemin': 0,
    'aria-valuemax': count - 1, 'aria-valuenow': 0,
  })) stage.setAttribute(name, value)
  stage.addEventListener('pointermove', (event) => {
    const svg = [...stage.querySelectorAll('svg')].find((one) => one.clientWidth > 0)
    const box = svg.getBoundingClientRect()
    const { left, plotWidth, width } = svg.dataset
    const x = ((event.clientX - box.left) / box.width) * width
    show(Math.floor(((x - left) / plotWidth) * (until / step)))
  })
  const rest = () => document.activeElement === stage || readout.classList.remove('on')
  stage.addEventListener('pointerleave', rest)
  stage.addEventListener('blur', rest)
  stage.addEventListener('keydown', (event) => {
    const moves = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10 }
    const to = event.key === 'Home' ? 0 : event.key === 'End' ? count - 1
      : event.key in moves ? column + moves[event.key] : null
    if (to === null) return
    event.preventDefault()
    show(to)
  })
}
`.trim()
