import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { trigger } from '../shared/backend.ts';
import { connect } from '../shared/connect.ts';
import type { Person } from '../shared/room.ts';
import { Composer, clock, idOf, Messages, Refusal, start, Top, useFading } from '../shared/ui.tsx';
import { type CourseMessage, type Progress, watchStudents, watchVideo } from './pusher.ts';

const length = 600;

function Course({ name, role, room }: { name: string; role: string; room: string }) {
  const id = idOf(name);
  const email = `${id}@example.com`;
  const pusher = useMemo(() => connect({ id, info: { name, email, role, course_id: room } }), []);
  const [messages, setMessages] = useState<CourseMessage[]>([]);
  const [people, setPeople] = useState<Person[]>([]);
  const [second, setSecond] = useState(0);
  const [students, setStudents] = useState<Record<string, Progress>>({});
  const [enrolled, setEnrolled] = useState<string[]>([]);
  const [refusal, setRefusal] = useState<string>();
  const [news, setNews] = useFading();
  const command = useRef<ReturnType<typeof watchVideo>>();
  const told = useRef(0);

  useEffect(() => {
    command.current = watchVideo(pusher, room, room, {
      joined(history) {
        setMessages(history);
        setRefusal(undefined);
      },
      message: (message) => setMessages((all) => [...all, message]),
      watching: (who) => setNews(`${who} watches too`),
      people: setPeople,
      refused: setRefusal,
    });
    if (role === 'instructor') {
      watchStudents(
        pusher,
        room,
        (one) => setStudents((all) => ({ ...all, [one.user_id]: one })),
        ({ message }) => setEnrolled((all) => [message, ...all]),
      );
    }
    return () => pusher.disconnect();
  }, []);

  // Once a second at most, which is what the server takes.
  const seek = (to: number): void => {
    setSecond(to);
    if (Date.now() - told.current < 1100) return;
    told.current = Date.now();
    command.current?.('video_progress', { course_id: room, progress: Math.round((to / length) * 100), timestamp: to });
  };

  return (
    <>
      <Top title={`Course ${room}`} pusher={pusher} />
      <Refusal text={refusal} />
      <main class="sides">
        <div class="stack">
          <section>
            <h2>Video</h2>
            <label>
              Position: {Math.floor(second / 60)}:{String(second % 60).padStart(2, '0')}
              <input
                class="film"
                type="range"
                min={0}
                max={length}
                step={10}
                value={second}
                onInput={(event) => seek(Number(event.currentTarget.value))}
              />
            </label>
            <p class="hint" aria-live="polite">
              {news}
            </p>
          </section>
          <section>
            <h2>Chat</h2>
            <Messages label="Messages">
              {messages.map((one, index) => (
                <li key={index} class={one.user_id === id ? 'own' : ''}>
                  <b>{one.user_email}</b> <small>{clock(one.timestamp)}</small>
                  <div>{one.message}</div>
                </li>
              ))}
            </Messages>
            <Composer label="Message" send={(message) => command.current?.('send_chat_message', { message })} />
          </section>
        </div>
        <div class="stack">
          <section>
            <h2>Watching ({people.length})</h2>
            <ul class="people" aria-label="People">
              {people.map(({ id: who, info }) => (
                <li key={who}>{String(info['email'])}</li>
              ))}
            </ul>
          </section>
          {role === 'instructor' ? (
            <section>
              <h2>Your students</h2>
              <ul class="people" aria-label="Students">
                {Object.values(students).map(({ user_id, progress }) => (
                  <li key={user_id}>
                    <span>
                      {user_id}: {progress} %
                    </span>
                    <progress max={100} value={progress} aria-label={`Progress of ${user_id}`} />
                  </li>
                ))}
              </ul>
              <ul class="people" aria-label="Enrolments">
                {enrolled.map((text, index) => (
                  <li key={index}>{text}</li>
                ))}
              </ul>
            </section>
          ) : (
            <section>
              <h2>Enrol</h2>
              <button
                type="button"
                onClick={async () =>
                  setRefusal(
                    await trigger(`presence-course-${room}`, 'new_enrollment', {
                      user_id: id,
                      user_email: email,
                      message: `${name} enrolled`,
                    }),
                  )
                }
              >
                Enrol (as your backend would tell it)
              </button>
            </section>
          )}
        </div>
      </main>
    </>
  );
}

start(
  'Course',
  [
    { name: 'role', label: 'Role', value: 'student', options: ['student', 'instructor'] },
    { name: 'room', label: 'Course', value: '1' },
  ],
  ({ name = '', role = 'student', room = '1' }) => <Course name={name} role={role} room={room} />,
);
