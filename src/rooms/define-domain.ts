import { createRequire } from 'node:module';
import { describeError } from './check-domain.ts';
import type { Definition, Domain, DomainSchema } from './domain.ts';

/** Checks what types cannot, and hands the domain back whole, with its types. */
export function defineDomain<State, Commands, Events>(
  definition: Definition<State, Commands, Events>,
): Domain<State, Commands, Events> {
  const { schema, commands = {}, backendEvents = {} } = definition;
  const schemas = { commands: {}, backendEvents: {}, ...schema };
  const domain = { ...definition, schema: schemas, commands, backendEvents } as Domain<State, Commands, Events>;
  const wrong = describeError(domain);
  if (wrong !== undefined) throw new Error(`domain ${String(domain.name)}: ${wrong}`);
  return domain;
}

/** The schema file of a built-in domain. */
export function readSchema<Commands, Events>(file: string): DomainSchema<Commands, Events> {
  const { $defs } = createRequire(import.meta.url)(`../../protocol/domains/${file}.schema.json`) as {
    $defs: Record<string, { properties: Record<string, object> }>;
  };
  const ending = (suffix: string): Record<string, object> =>
    Object.entries($defs).find(([name]) => name.endsWith(suffix))?.[1].properties ?? {};
  return { commands: ending('Commands'), backendEvents: ending('BackendEvents') } as DomainSchema<Commands, Events>;
}
