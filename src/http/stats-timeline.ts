import { type ApiAnswer, answer } from './answer.ts';
import type { Api, RequestHead } from './api.ts';

const anyOrigin = ['Access-Control-Allow-Origin', '*'] as const;

/** [H37] Where pusher-js sends its statistics when `enableStats` is on. They are not kept; the answer keeps its console quiet. */
export function timeline(_: Api, { method, path }: RequestHead): ApiAnswer {
  if (method === 'OPTIONS') {
    const allowed = [
      ['Access-Control-Allow-Methods', 'GET, OPTIONS'],
      ['Access-Control-Allow-Headers', 'Content-Type'],
      ['Access-Control-Max-Age', '86400'],
    ] as const;
    return { status: 204, body: '', headers: [anyOrigin, ...allowed] };
  }
  const jsonp = /\/jsonp\/(\d+)$/.exec(path ?? '')?.[1];
  if (jsonp === undefined) return { ...answer({}), headers: [anyOrigin, ['Content-Type', 'application/json']] };
  const body = `Pusher.ScriptReceivers[${jsonp}](null,{});`;
  return { status: 200, body, headers: [anyOrigin, ['Content-Type', 'application/javascript']] };
}
