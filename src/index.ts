/** The public API: a server inside another program. */
export { type CheckedConfig, ConfigError } from './config/check.ts';
export { type Given, loadConfig } from './config/load.ts';
export { createLog, type Log } from './log.ts';
export type * from './protocol/types.ts';
export { type Server, startServer } from './server.ts';
