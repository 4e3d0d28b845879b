/** Asks again until it is so, or the time is over; what is asked has answers of its own to wait for. */
export async function until(holds: () => boolean | Promise<boolean>, ms = 10_000): Promise<void> {
  const end = Date.now() + ms;
  while (!(await holds()) && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 10));
}
