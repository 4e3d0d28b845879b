import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { trigger } from '../shared/backend.ts';
import { connect } from '../shared/connect.ts';
import type { Person } from '../shared/room.ts';
import { Composer, clock, idOf, Messages, Refusal, start, Top, useFading } from '../shared/ui.tsx';
import { type ChatMessage, joinWebinar, type Webinar } from './pusher.ts';

const actions = ['start', 'pause', 'resume', 'end'] as const;

function Room({ name, role, room }: { name: string; role: string; room: string }) {
  const id = idOf(name);
  const pusher = useMemo(() => connect({ id, info: { name, role } }), []);
  const [webinar, setWebinar] = useState<Webinar>({ title: null, status: 'scheduled' });
  const [messages, setMessages] = useState<ChatMessage[]>([]);
  const [people, setPeople] = useState<Person[]>([]);
  const [refusal, setRefusal] = useState<string>();
  const [typing, setTyping] = useFading();
  const command = useRef<ReturnType<typeof joinWebinar>>();

  useEffect(() => {
    command.current = joinWebinar(pusher, room, {
      joined(state, history) {
        setWebinar(state);
        setMessages(history);
        setRefusal(undefined);
      },
      message: (message) => setMessages((all) => [...all, message]),
      typing: (who, on) => setTyping(on ? `${who} is typing…` : ''),
      changed: (change) => setWebinar((before) => ({ ...before, ...change })),
      people: setPeople,
      refused: setRefusal,
    });
    return () => pusher.disconnect();
  }, []);

  return (
    <>
      <Top title={webinar.title ?? `Webinar ${room}`} pusher={pusher}>
        <span class="tag" data-testid="status">
          {webinar.status}
        </span>
      </Top>
      <Refusal text={refusal} />
      <main class="sides">
        <section>
          <h2>Chat</h2>
          <Messages label="Messages">
            {messages.map(({ user, message, timestamp }, index) => (
              <li key={index} class={user.id === id ? 'own' : ''}>
                <b>{user.name}</b> {user.role === 'admin' && <span class="tag">host</span>}{' '}
                <small>{clock(timestamp)}</small>
                <div>{message}</div>
              </li>
            ))}
          </Messages>
          <p class="hint" aria-live="polite">
            {typing}
          </p>
          <Composer
            label="Message"
            send={(message) => command.current?.('chat_message', { message })}
            typing={(is_typing) => command.current?.('typing', { is_typing })}
          />
        </section>
        <div class="stack">
          <section>
            <h2>Participants ({people.length})</h2>
            <ul class="people" aria-label="Participants">
              {people.map(({ id: who, info }) => (
                <li key={who}>
                  {String(info['name'])} {info['role'] === 'admin' && <span class="tag">host</span>}
                </li>
              ))}
            </ul>
          </section>
          {role === 'admin' && (
            <section>
              <h2>Host</h2>
              <div class="row">
                {actions.map((action) => (
                  <button key={action} type="button" onClick={() => command.current?.('webinar_action', { action })}>
                    {action}
                  </button>
                ))}
              </div>
              <Composer
                label="Title (as your backend would set it)"
                send={async (title) =>
                  setRefusal(await trigger(`presence-webinar-${room}`, 'webinar-updated', { title }))
                }
              />
            </section>
          )}
        </div>
      </main>
    </>
  );
}

start(
  'Webinar',
  [
    { name: 'role', label: 'Role', value: 'user', options: ['user', 'admin'] },
    { name: 'room', label: 'Webinar', value: '1' },
  ],
  ({ name = '', role = 'user', room = '1' }) => <Room name={name} role={role} room={room} />,
);
