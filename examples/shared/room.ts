import type Pusher from 'pusher-js';
import type { PresenceChannel } from 'pusher-js';

/** What every room answers when it refuses a command. */
export interface CommandRefusal {
  readonly code: string;
  readonly message: string;
  readonly command: string;
  readonly retry_after?: number;
}

/** What a refused join says. */
export interface JoinRefusal {
  readonly type: string;
  readonly error: string;
  readonly status: number;
}

/** Subscribes, and tells the page in words what is refused. */
export function enterRoom(pusher: Pusher, name: string, refused: (text: string) => void): PresenceChannel {
  const channel = pusher.subscribe(name) as PresenceChannel;
  channel.bind('error', ({ message }: CommandRefusal) => refused(message));
  channel.bind('pusher:subscription_error', ({ error }: JoinRefusal) => refused(error));
  return channel;
}

export interface Person {
  readonly id: string;
  readonly info: Readonly<Record<string, unknown>>;
}

/** Tells the page who is there, now and after each change. */
export function onPeople(channel: PresenceChannel, changed: (people: Person[]) => void): void {
  const tell = (): void => {
    const people: Person[] = [];
    channel.members.each((member: Person) => people.push(member));
    changed(people);
  };
  for (const event of ['pusher:subscription_succeeded', 'pusher:member_added', 'pusher:member_removed'])
    channel.bind(event, tell);
}
