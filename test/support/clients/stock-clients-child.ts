import pusherJs, { type Options } from 'pusher-js';

/** How many clients, with which options and channels. */
export interface Wanted {
  readonly key: string;
  readonly clients: number;
  readonly options: Options;
  readonly channels: readonly string[];
  /** Events to tell about. */
  readonly events?: readonly string[];
}

export interface Report {
  readonly what: 'connected' | 'subscribed' | 'closed' | 'event' | 'error';
  readonly client: number;
  readonly at: number;
  readonly code?: number;
  readonly channel?: string;
  readonly data?: unknown;
}

const PusherClient = pusherJs as unknown as typeof pusherJs.default;
const { key, clients, options, channels, events = [] } = JSON.parse(process.argv[2] ?? '{}') as Wanted;

// Told in batches: a message a turn, however much happened in it.
let batch: Report[] = [];
function tell(report: Omit<Report, 'at'>): void {
  if (batch.length === 0) {
    setImmediate(() => {
      process.send?.(batch);
      batch = [];
    });
  }
  batch.push({ ...report, at: Date.now() });
}

for (let client = 0; client < clients; client += 1) {
  const pusher = new PusherClient(key, { enabledTransports: ['ws', 'wss'], ...options });
  pusher.connection.bind('connected', () => tell({ what: 'connected', client }));
  pusher.connection.bind('closed', () => tell({ what: 'closed', client }));
  pusher.connection.bind('error', (error: { data?: { code?: number }; error?: { data?: { code?: number } } }) => {
    const code = error.error?.data?.code ?? error.data?.code;
    tell({ what: 'error', client, ...(code === undefined ? {} : { code }) });
  });
  for (const name of channels) {
    const channel = pusher.subscribe(name);
    channel.bind('pusher:subscription_succeeded', () => tell({ what: 'subscribed', client, channel: name }));
    for (const event of events) {
      channel.bind(event, (data: unknown) => tell({ what: 'event', client, channel: name, data }));
    }
  }
}
