import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { trigger } from '../shared/backend.ts';
import { connect } from '../shared/connect.ts';
import type { Person } from '../shared/room.ts';
import { Composer, clock, idOf, Messages, Refusal, start, Top, useFading } from '../shared/ui.tsx';
import { type Activity, joinRoom, type Message, type Reaction } from './pusher.ts';

const emojis = ['👍', '❤️', '😂'];

function Room({ name, role, room }: { name: string; role: string; room: string }) {
  const pusher = useMemo(() => connect({ id: idOf(name), info: { name, role } }), []);
  const [messages, setMessages] = useState<Message[]>([]);
  const [reactions, setReactions] = useState<Reaction[]>([]);
  const [activities, setActivities] = useState<Activity[]>([]);
  const [people, setPeople] = useState<Person[]>([]);
  const [refusal, setRefusal] = useState<string>();
  const [typing, setTyping] = useFading();
  const command = useRef<ReturnType<typeof joinRoom>>();

  useEffect(() => {
    command.current = joinRoom(pusher, room, {
      joined(history) {
        setMessages(history);
        setRefusal(undefined);
      },
      message: (message) => setMessages((all) => [...all, message]),
      activity: (activity) => setActivities((all) => [activity, ...all].slice(0, 20)),
      reaction: (reaction) => setReactions((all) => [...all, reaction].slice(-500)),
      typing: (who, on) => setTyping(on ? `${who} is typing…` : ''),
      people: setPeople,
      refused: setRefusal,
    });
    return () => pusher.disconnect();
  }, []);

  const say = async (message: string): Promise<void> => {
    const created_at = new Date().toISOString();
    const sent: Message = {
      id: crypto.randomUUID(),
      room_id: room,
      sender_role: role,
      sender_name: name,
      message,
      type: 'text',
      created_at,
    };
    const activity: Activity = {
      room_id: room,
      action: 'message',
      user_name: name,
      role,
      description: `${name} wrote a message`,
      timestamp: created_at,
    };
    setRefusal(
      (await trigger(`room-${room}`, 'new-message', sent)) ?? (await trigger(`room-${room}`, 'new-activity', activity)),
    );
  };
  const countOf = (id: Message['id'], emoji: string): number =>
    reactions.filter((one) => one.message_id === id && one.emoji === emoji).length;

  return (
    <>
      <Top title={`Room ${room}`} pusher={pusher} />
      <Refusal text={refusal} />
      <main class="sides">
        <section>
          <h2>Messages</h2>
          <Messages label="Messages">
            {messages.map((one) => (
              <li key={one.id} class={one.sender_name === name ? 'own' : ''}>
                <b>{one.sender_name}</b> <span class="tag">{one.sender_role}</span>{' '}
                <small>{clock(one.created_at)}</small>
                <div>{one.message}</div>
                <div class="row">
                  {emojis.map((emoji) => (
                    <button
                      key={emoji}
                      type="button"
                      aria-label={`React with ${emoji}`}
                      onClick={() => command.current?.('reaction', { message_id: one.id, emoji })}
                    >
                      {emoji} {countOf(one.id, emoji) || ''}
                    </button>
                  ))}
                </div>
              </li>
            ))}
          </Messages>
          <p class="hint" aria-live="polite">
            {typing}
          </p>
          <Composer label="Message" send={say} typing={(is_typing) => command.current?.('typing', { is_typing })} />
        </section>
        <div class="stack">
          <section>
            <h2>Online ({people.length})</h2>
            <ul class="people" aria-label="People">
              {people.map(({ id, info }) => (
                <li key={id}>
                  {String(info['name'])} <span class="tag">{String(info['role'])}</span>
                </li>
              ))}
            </ul>
          </section>
          <section>
            <h2>Activity</h2>
            <ul class="people" aria-label="Activity">
              {activities.map((one, index) => (
                <li key={index}>
                  {one.description} <small class="soft">{clock(one.timestamp)}</small>
                </li>
              ))}
            </ul>
          </section>
        </div>
      </main>
    </>
  );
}

start(
  'Room chat',
  [
    { name: 'role', label: 'Role', value: 'student', options: ['student', 'teacher'] },
    { name: 'room', label: 'Room', value: '1' },
  ],
  ({ name = '', role = 'student', room = '1' }) => <Room name={name} role={role} room={room} />,
);
