import type { CaseResult, Line, Spread } from './stats.ts';

const rowHeight = 26;
const [labelWidth, plotWidth] = [430, 420];

/** Each case's own figure ÷ the control's: a bar to the median, a line from the least to the most. */
export function plot(results: readonly CaseResult[]): string {
  const rows = results.flatMap((result) => {
    const line = result.lines.find(({ figure }) => figure === result.main);
    return line?.ratio === undefined ? [] : [{ result, line, ratio: line.ratio }];
  });
  const most = Math.max(2, ...rows.map(({ ratio }) => ratio.max));
  const x = (value: number): number => labelWidth + (Math.min(value, most) / most) * plotWidth;
  const height = (rows.length + 2) * rowHeight;
  const drawn = rows.map(({ result, line, ratio }, index) => row(result, line, ratio, (index + 1) * rowHeight, x));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${labelWidth + plotWidth + 90}" height="${height}" font-family="sans-serif" font-size="12">`,
    '<rect width="100%" height="100%" fill="white"/>',
    ...drawn,
    `<line x1="${x(1)}" x2="${x(1)}" y1="${rowHeight - 8}" y2="${height - rowHeight}" stroke="black" stroke-dasharray="3 3"/>`,
    `<text x="${x(1)}" y="${height - 8}" text-anchor="middle">the control = 1; shorter is better</text>`,
    '</svg>',
    '',
  ].join('\n');
}

function row(
  { scenario, name }: CaseResult,
  line: Line,
  ratio: Spread,
  y: number,
  x: (value: number) => number,
): string {
  const color = line.met === false ? '#c0504d' : '#4f81bd';
  const label = `${scenario}: ${name}`.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  const middle = y + 6;
  return [
    `<text x="${labelWidth - 8}" y="${y + 10}" text-anchor="end">${label}</text>`,
    `<rect x="${x(0)}" y="${y}" width="${x(ratio.median) - x(0)}" height="12" fill="${color}"/>`,
    `<line x1="${x(ratio.min)}" x2="${x(ratio.max)}" y1="${middle}" y2="${middle}" stroke="black"/>`,
    `<text x="${x(ratio.max) + 6}" y="${y + 10}">${ratio.median.toFixed(2)}</text>`,
  ].join('');
}
