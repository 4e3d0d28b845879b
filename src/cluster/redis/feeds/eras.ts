/** A time in which the serials of an app grow: until Redis comes back with less, and its clock may be behind. */
interface Era {
  /** None of its serials is below this one. It is its name too. */
  readonly start: number;
  /** What is added to them here. */
  readonly shift: number;
}

/** The serials of an app as this node counts them [N31]: they go on growing, whatever becomes of Redis. */
export interface Eras {
  /** A serial of Redis, and the era that was said with it. */
  local(serial: number, era: number): number;
  /** `serial era`, as scripts answer it. */
  read(stamp: string): number;
  /** One of Redis' serials that is not above it in any era. */
  below(local: number): number;
}

export function createEras(): Eras {
  let now: Era = { start: 0, shift: 0 };
  let former: Era[] = [];
  let newest = 0;

  /** The newest that was seen here stays below all of them. */
  function enter(start: number): void {
    former = [now, ...former];
    now = { start, shift: Math.max(0, newest - start) };
  }

  /** What was said in an era of something before it has its serial from then. */
  function eraOf(serial: number, name: number): Era {
    if (serial >= name && name === now.start) return now;
    const known = [now, ...former];
    const at = known.findIndex(({ start }) => start === name);
    return known.slice(at).find(({ start }) => serial >= start) ?? { start: 0, shift: 0 };
  }

  function local(serial: number, era: number): number {
    if (era !== now.start && !former.some(({ start }) => start === era)) enter(era);
    const here = serial + eraOf(serial, era).shift;
    if (here > newest) newest = here;
    return here;
  }

  return {
    local,
    read(stamp) {
      const space = stamp.indexOf(' ');
      return local(Number(stamp.slice(0, space)), Number(stamp.slice(space + 1)));
    },
    below: (serial) => Math.max(0, serial - Math.max(now.shift, ...former.map(({ shift }) => shift))),
  };
}
