type Row = Readonly<Record<string, unknown>>;

/** Prints rows as they come: a table, or one JSON object a line. */
export interface Table {
  add(rows: readonly Row[]): void;
}

/** `widths`: of the columns, by name; a longer value pushes the rest of its own line. */
export function table(widths: Readonly<Record<string, number>>, json: boolean): Table {
  const columns = Object.entries(widths);
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, index) => cell.padEnd(columns[index]?.[1] ?? 0))
      .join('  ')
      .trimEnd();
  if (!json) console.log(line(columns.map(([name]) => name.toUpperCase().replaceAll('_', ' '))));
  return {
    add(rows) {
      for (const row of rows) console.log(json ? JSON.stringify(row) : line(columns.map(([name]) => shown(row[name]))));
    },
  };
}

const shown = (value: unknown): string => (value === null || value === undefined ? '-' : String(value));
