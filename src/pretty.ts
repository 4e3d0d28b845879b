const levels: Readonly<Record<number, string>> = { 20: 'debug', 30: 'info ', 40: 'warn ', 50: 'error' };

/** What nobody has to read after the message, as it stands in front of it or below. */
const elsewhere = new Set(['level', 'time', 'msg', 'err']);

/** [M12] A line of the log as a person reads it: `23:59:01 warn  a webhook was not delivered  app=1 why="no answer"`. */
export function pretty(line: string): string {
  const entry = JSON.parse(line) as Record<string, unknown> & { level: number; time: string; msg?: string };
  const { level, time, msg = '', err } = entry;
  const facts = Object.entries(entry).filter(([name]) => !elsewhere.has(name));
  const shown = facts.map(([name, value]) => `  ${name}=${plain(value)}`).join('');
  return `${inLine(`${time.slice(11, 19)} ${levels[level] ?? level} ${msg}${shown}`)}\n${errorLines(err)}`;
}

/** Control characters would steer the terminal. */
const inLine = (text: string): string => text.replaceAll(/\p{Cc}/gu, '');

const plain = (value: unknown): string =>
  typeof value === 'string' && /^[\w./:-]+$/.test(value) ? value : JSON.stringify(value);

/** Where it happened, below. */
function errorLines(err: unknown): string {
  if (typeof err !== 'object' || err === null) return '';
  const { stack, message } = err as { stack?: string; message?: string };
  const lines = (stack ?? message ?? '').split('\n');
  return lines.map((text) => `    ${inLine(text)}\n`).join('');
}
