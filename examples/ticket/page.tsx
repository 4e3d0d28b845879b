import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { trigger } from '../shared/backend.ts';
import { connect } from '../shared/connect.ts';
import type { Person } from '../shared/room.ts';
import { Composer, clock, idOf, Messages, Refusal, start, Top, useFading } from '../shared/ui.tsx';
import { joinTicket, type TicketMessage } from './pusher.ts';

const statuses = ['open', 'pending', 'solved'];

function Desk({ name, room }: { name: string; room: string }) {
  const id = idOf(name);
  const channel = `presence-ticket-${room}`;
  const pusher = useMemo(() => connect({ id, info: { name } }), []);
  const [status, setStatus] = useState<string | null>(null);
  const [messages, setMessages] = useState<TicketMessage[]>([]);
  const [seen, setSeen] = useState<Record<string, readonly string[]>>({});
  const [people, setPeople] = useState<Person[]>([]);
  const [refusal, setRefusal] = useState<string>();
  const [typing, setTyping] = useFading();
  const command = useRef<ReturnType<typeof joinTicket>>();

  useEffect(() => {
    command.current = joinTicket(pusher, room, {
      joined(now, history) {
        setStatus(now);
        setMessages(history);
        setRefusal(undefined);
      },
      message(message) {
        setMessages((all) => [...all, message]);
        if (message.user_id !== id && document.visibilityState === 'visible')
          command.current?.('message_seen', { message_id: message.id });
      },
      seen: (messageId, userId) =>
        setSeen((all) => ({ ...all, [messageId]: [...new Set([...(all[messageId] ?? []), userId])] })),
      status: setStatus,
      typing: (who, on) => setTyping(on ? `${who} is typing…` : ''),
      people: setPeople,
      refused: setRefusal,
    });
    return () => pusher.disconnect();
  }, []);

  const say = async (text: string): Promise<void> => {
    const message: TicketMessage = {
      id: crypto.randomUUID(),
      user_id: id,
      user_name: name,
      text,
      created_at: new Date().toISOString(),
    };
    setRefusal(await trigger(channel, 'new_message', { ticket_id: room, message }));
  };

  return (
    <>
      <Top title={`Ticket ${room}`} pusher={pusher}>
        <span class="tag" data-testid="status">
          {status ?? 'no status yet'}
        </span>
      </Top>
      <Refusal text={refusal} />
      <main class="sides">
        <section>
          <h2>Conversation</h2>
          <Messages label="Messages">
            {messages.map((message) => (
              <li key={message.id} class={message.user_id === id ? 'own' : ''}>
                <b>{message.user_name}</b> <small>{clock(message.created_at)}</small>
                {(seen[message.id]?.length ?? 0) > 0 && <small>seen by {seen[message.id]?.length}</small>}
                <div>{message.text}</div>
              </li>
            ))}
          </Messages>
          <p class="hint" aria-live="polite">
            {typing}
          </p>
          <Composer
            label="Answer"
            send={say}
            typing={(is_typing) => command.current?.('typing_indicator', { is_typing })}
          />
        </section>
        <div class="stack">
          <section>
            <h2>Here now ({people.length})</h2>
            <ul class="people" aria-label="People">
              {people.map(({ id: who, info }) => (
                <li key={who}>{String(info['name'])}</li>
              ))}
            </ul>
          </section>
          <section>
            <h2>Status</h2>
            <div class="row">
              {statuses.map((one) => (
                <button
                  key={one}
                  type="button"
                  aria-pressed={one === status}
                  onClick={async () =>
                    setRefusal(await trigger(channel, 'ticket_status_update', { ticket_id: room, status: one }))
                  }
                >
                  {one}
                </button>
              ))}
            </div>
          </section>
        </div>
      </main>
    </>
  );
}

start('Ticket desk', [{ name: 'room', label: 'Ticket', value: '1' }], ({ name = '', room = '1' }) => (
  <Desk name={name} room={room} />
));
