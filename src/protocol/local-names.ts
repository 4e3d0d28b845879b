/** [D71] Names that lead to this machine, and that nobody elsewhere can be given. */
const name = String.raw`(?:(?:localhost|(?:[\w-]+\.)+(?:localhost|test)|127(?:\.\d{1,3}){3})\.?|\[::1\])(?::\d+)?`;
const host = new RegExp(`^${name}$`, 'i');
const origin = new RegExp(`^[a-z][a-z0-9+.-]*://${name}/?$`, 'i');

/** As a `Host` header says it: with a port or without. */
export const isLocalHost = (text: string): boolean => host.test(text);

/** As an `Origin` header says it. None is no page's, and comes from wherever a program runs: what counts then is the host. */
export const isLocalOrigin = (text: string): boolean => text === '' || origin.test(text);
