/**
 * Paths in fewer bytes: steps are mostly straight across and straight up, so points in the middle
 * of a straight line go, and lines say one coordinate. To a tenth of a pixel nothing moves.
 */

interface Point {
  readonly x: number
  readonly y: number
}

/** Of M, L and Z with absolute points, as charts draw them; other paths stay as they are. */
export function shortPath(d: string): string {
  if (!/^[MLZ\d\s.-]*$/.test(d)) return d
  return d
    .split('M')
    .slice(1)
    .map((part) => {
      const closed = part.includes('Z')
      const points = part.replaceAll('Z', '').split('L').map(pointOf)
      return `${strokes(points)}${closed ? 'Z' : ''}`
    })
    .join('')
}

function pointOf(text: string): Point {
  const [x, y] = text.trim().split(/\s+/).map(tenth)
  return { x: x!, y: y! }
}

function tenth(text: string): number {
  return Math.round(Number(text) * 10) / 10
}

function strokes(points: readonly Point[]): string {
  const [first, ...rest] = points.filter((point, i) => {
    const [before, after] = [points[i - 1], points[i + 1]]
    return !before || !after || !isBetween(point, before, after)
  })
  let last = first!
  let text = `M${last.x} ${last.y}`
  for (const point of rest) {
    if (point.y === last.y) text += `H${point.x}`
    else if (point.x === last.x) text += `V${point.y}`
    else text += `L${point.x} ${point.y}`
    last = point
  }
  return text
}

/** On the way from one to the other, straight across or straight up. */
function isBetween({ x, y }: Point, a: Point, b: Point): boolean {
  if (a.y === y && b.y === y) return (a.x <= x && x <= b.x) || (b.x <= x && x <= a.x)
  return a.x === x && b.x === x && ((a.y <= y && y <= b.y) || (b.y <= y && y <= a.y))
}
