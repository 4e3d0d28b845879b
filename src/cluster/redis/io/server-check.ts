/** What INFO says about a server: which run of it this is, why it cannot be used, or what an operator should know. */
export function checkServer(info: string) {
  const field = (name: string): string | undefined => new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1];
  const version = field('redis_version') ?? '';
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const old = major < 6 || (major === 6 && minor < 2);
  const policy = field('maxmemory_policy');
  const evicts = policy !== undefined && policy !== 'noeviction';
  const isReplica = field('role') === 'slave';
  const tooOld = old ? `Redis ${version || 'of an unknown version'} is too old: expected 6.2 or Valkey` : undefined;
  return {
    run: field('run_id'),
    unfit: tooOld ?? (isReplica ? 'it is a replica: expected the primary' : undefined),
    warning: evicts
      ? `Redis has maxmemory-policy ${policy} and may throw presence away: set it to noeviction`
      : undefined,
  };
}
