import { useEffect, useState } from 'preact/hooks';
import Pusher from 'pusher-js';

/** Who this tab is. Your application knows that from its login; here the person says so. */
export interface Me {
  readonly id: string;
  readonly info: Readonly<Record<string, unknown>>;
}

export const appKey = 'app-key';

/** What you would write too, but for the endpoints, which are your application's. */
export function connect(me: Me): Pusher {
  const port = Number(location.port || (location.protocol === 'https:' ? 443 : 80));
  const params = { user_id: me.id, user_info: JSON.stringify(me.info) };
  return new Pusher(appKey, {
    cluster: '',
    wsHost: location.hostname,
    wsPort: port,
    wssPort: port,
    forceTLS: location.protocol === 'https:',
    enabledTransports: ['ws', 'wss'],
    channelAuthorization: { endpoint: `/apps/${appKey}/auth`, transport: 'ajax', params },
    userAuthentication: { endpoint: `/apps/${appKey}/user-auth`, transport: 'ajax', params },
  });
}

/** The connection's state, for a page to show. */
export function useConnectionState(pusher: Pusher): string {
  const [state, setState] = useState(pusher.connection.state);
  useEffect(() => {
    const changed = ({ current }: { current: string }): void => setState(current);
    pusher.connection.bind('state_change', changed);
    setState(pusher.connection.state);
    return () => pusher.connection.unbind('state_change', changed);
  }, [pusher]);
  return state;
}

/** pusher-js does not subscribe again after a refusal on the same connection: a new one does. */
export function tryAgain(pusher: Pusher): void {
  pusher.disconnect();
  pusher.connect();
}
