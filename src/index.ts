/** The public API: a server inside another program, and what a module of rooms is written with. */
export { type CheckedConfig, ConfigError } from './config/check.ts';
export { type Given, loadConfig } from './config/load.ts';
export { createLog, type Log } from './log.ts';
export type * from './protocol/types/client-frame.ts';
export type * from './protocol/types/config.ts';
export type * from './protocol/types/domains/call.ts';
export type * from './protocol/types/domains/chat-room.ts';
export type * from './protocol/types/domains/course.ts';
export type * from './protocol/types/domains/ticket.ts';
export type * from './protocol/types/domains/webinar.ts';
export type * from './protocol/types/http-api.ts';
export type * from './protocol/types/server-frame.ts';
export type * from './protocol/types/webhook.ts';
export { defineDomain } from './rooms/define-domain.ts';
export {
  admit,
  type Command,
  type Definition,
  type Domain,
  deny,
  type Effect,
  iso,
  kick,
  refuse,
  remembered,
  type Step,
  toAll,
  toChannel,
  toMember,
  toOthers,
} from './rooms/domain.ts';
export { type Server, startServer } from './server.ts';
