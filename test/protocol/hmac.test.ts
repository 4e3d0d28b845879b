import { createHmac } from 'node:crypto';
import t from 'tap';
import { hmac } from '../../src/protocol/hmac.ts';
import { seeded } from '../support/random/random.ts';

const theirs = (secret: string, text: string): string => createHmac('sha256', secret).update(text).digest('hex');

t.test('[S7] texts of every length and script, and secrets of every length, are signed as HMAC says', async (t) => {
  const lengths = [0, 1, 55, 63, 64, 65, 5439, 5440, 5441, 8160, 16_319, 16_320, 16_321, 200_000];
  for (const secretLength of [1, 63, 64, 65, 200]) {
    const own = 'k'.repeat(secretLength);
    for (const letter of ['a', 'é', '語', '😀', '\ud800']) {
      const texts = lengths.map((length) => letter.repeat(length));
      const right = texts.map((text) => theirs(own, text));
      t.same(
        texts.map((text) => hmac(own, text)),
        right,
      );
    }
  }
});

/** Of letters that take one to four bytes, and of halves of such. */
function randomText(random: () => number, maxLength: number): string {
  const letters = ['a', '\u0000', 'é', '語', '😀', '\ud800', '\udc00'];
  const one = letters[Math.floor(random() * letters.length)] ?? '';
  const length = Math.floor(random() * maxLength);
  if (random() < 0.5) return one.repeat(length);
  return Array.from({ length }, () => letters[Math.floor(random() * letters.length)]).join('');
}

t.test('[S7] random secrets and texts, many at a time, are signed as HMAC says', async (t) => {
  const random = seeded(20_241_130);
  const wrong: string[] = [];
  const secrets: string[] = [];
  for (let at = 0; at < 5000; at += 1) {
    // More than are remembered, and some again: before and after they were forgotten.
    const secret = secrets[Math.floor(random() * secrets.length * 1.5)] ?? randomText(random, 150);
    if (!secrets.includes(secret)) secrets.push(secret);
    const text = randomText(random, at % 100 === 0 ? 20_000 : 400);
    if (hmac(secret, text) !== theirs(secret, text))
      wrong.push(`${at}: ${secret.length} letters sign ${text.length} of them`);
  }
  t.ok(secrets.length > 1100, `${secrets.length} secrets`);
  t.same(wrong, []);
});
