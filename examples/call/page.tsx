import { useEffect, useRef } from 'preact/hooks';
import { tryAgain } from '../shared/connect.ts';
import { Composer, clock, Messages, Refusal, start, Top } from '../shared/ui.tsx';
import { useCall } from './use-call.ts';

const emojis = ['👍', '❤️', '😂', '🎉', '👏', '🤔'] as const;

function Tile({ stream, name, own = false }: { stream: MediaStream; name: string; own?: boolean }) {
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (video.current !== null) video.current.srcObject = stream;
  }, [stream]);
  return (
    <figure class="tile">
      <video ref={video} autoPlay playsInline muted={own} aria-label={`Picture of ${name}`} />
      <figcaption>{name}</figcaption>
    </figure>
  );
}

function CallPage({ name, room: id }: { name: string; room: string }) {
  const call = useCall(name, id);
  const { me, main, room, state, say } = call;

  if (call.out)
    return (
      <>
        <Top title={`Call ${id}`} />
        <Refusal text="You were removed from this call." />
      </>
    );
  if (state === undefined) {
    return (
      <>
        <Top title={`Call ${id}`} pusher={call.pusher} />
        <Refusal text={call.refusal} retry={() => tryAgain(call.pusher)} />
        <main>
          <section>
            <h2>{call.waits === undefined ? 'Joining…' : 'Waiting'}</h2>
            <p role="status">{call.waits}</p>
          </section>
        </main>
      </>
    );
  }
  const moderates = state.isHost || state.coHosts.includes(me);
  const hand = state.raisedHands.some(({ peerId }) => peerId === me);
  const here = [me, ...state.peers];
  return (
    <>
      <Top title={room === main ? `Call ${id}` : `Breakout ${room.split('--')[1]}`} pusher={call.pusher}>
        {state.recording && <span class="tag">recording</span>}
        {state.roomLocked && <span class="tag">locked</span>}
        {state.isHost && <span class="tag">you are the host</span>}
      </Top>
      <Refusal text={call.refusal} />
      <main class="sides">
        <div class="stack">
          <section>
            <div class="tiles">
              {call.picture !== undefined && <Tile stream={call.picture} name={`${name} (you)`} own />}
              {Object.entries(call.streams).map(([peerId, stream]) => (
                <Tile key={peerId} stream={stream} name={call.nameOf(peerId)} />
              ))}
            </div>
            <p class="hint" aria-live="polite">
              {call.news}
            </p>
            <div class="row">
              <button type="button" onClick={() => call.mute(!call.muted)}>
                {call.muted ? 'Unmute' : 'Mute'}
              </button>
              <button type="button" aria-pressed={hand} onClick={() => say(hand ? 'lower-hand' : 'raise-hand', {})}>
                {hand ? 'Lower hand' : 'Raise hand'}
              </button>
              <button type="button" aria-pressed={call.sharing} onClick={() => call.share(!call.sharing)}>
                {call.sharing ? 'Stop sharing' : 'Share screen'}
              </button>
              {emojis.map((emoji) => (
                <button
                  key={emoji}
                  type="button"
                  aria-label={`React with ${emoji}`}
                  onClick={() => say('reaction', { emoji })}
                >
                  {emoji}
                </button>
              ))}
              {state.breakout !== null && room === main && (
                <button class="main" type="button" onClick={() => call.go(state.breakout ?? main)}>
                  Go to your breakout
                </button>
              )}
              {room !== main && (
                <button class="main" type="button" onClick={() => call.go(main)}>
                  Back to the call
                </button>
              )}
            </div>
          </section>
          <section>
            <h2>Chat</h2>
            <Messages label="Messages">
              {state.chat.map((one) => (
                <li key={one.id} class={one.peerId === me ? 'own' : ''}>
                  <b>{one.username}</b> <small>{clock(one.timestamp)}</small>
                  <div>{one.message}</div>
                </li>
              ))}
            </Messages>
            <Composer
              label={state.chatEnabled ? 'Message' : 'The chat is off'}
              disabled={!state.chatEnabled}
              send={(message) => say('chat-message', { id: crypto.randomUUID(), message })}
            />
          </section>
        </div>
        <div class="stack">
          <section>
            <h2>In the call ({here.length})</h2>
            <ul class="people" aria-label="People">
              {here.map((peerId) => (
                <li key={peerId} data-peer={peerId} data-link={call.links[peerId] ?? ''}>
                  <span class="grow">{call.nameOf(peerId)}</span>
                  {peerId === state.hostId && <span class="tag">host</span>}
                  {state.coHosts.includes(peerId) && <span class="tag">co-host</span>}
                  {state.raisedHands.some((one) => one.peerId === peerId) && <span class="tag">✋ hand</span>}
                  {state.screenSharers.includes(peerId) && <span class="tag">sharing</span>}
                  {moderates && peerId !== me && peerId !== state.hostId && (
                    <>
                      <button type="button" onClick={() => say('mute-participant', { targetPeerId: peerId })}>
                        Mute
                      </button>
                      <button type="button" onClick={() => say('kicked', { targetPeerId: peerId })}>
                        Remove
                      </button>
                    </>
                  )}
                  {state.isHost && peerId !== me && (
                    <button type="button" onClick={() => say('promote-co-host', { targetPeerId: peerId })}>
                      Make co-host
                    </button>
                  )}
                </li>
              ))}
            </ul>
          </section>
          {state.knocking.length > 0 && (
            <section>
              <h2>At the door</h2>
              <ul class="people" aria-label="At the door">
                {state.knocking.map(({ peerId, username }) => (
                  <li key={peerId}>
                    <span class="grow">{username}</span>
                    {(['admit', 'deny'] as const).map((verdict) => (
                      <button key={verdict} type="button" onClick={() => call.decide(verdict, peerId)}>
                        {verdict === 'admit' ? 'Let in' : 'Turn away'}
                      </button>
                    ))}
                  </li>
                ))}
              </ul>
            </section>
          )}
          {moderates && (
            <section>
              <h2>{state.isHost ? 'Host' : 'Co-host'}</h2>
              <div class="row">
                <button type="button" onClick={() => say(state.roomLocked ? 'room-unlocked' : 'room-locked', {})}>
                  {state.roomLocked ? 'Unlock' : 'Lock'}
                </button>
                <button type="button" onClick={() => say(state.chatEnabled ? 'chat-disabled' : 'chat-enabled', {})}>
                  {state.chatEnabled ? 'Chat off' : 'Chat on'}
                </button>
                {state.isHost && (
                  <>
                    <button type="button" onClick={() => say('waiting-room', { enabled: !state.waitingRoom })}>
                      {state.waitingRoom ? 'Close waiting room' : 'Open waiting room'}
                    </button>
                    <button
                      type="button"
                      onClick={() => say(state.recording ? 'recording-stopped' : 'recording-started', {})}
                    >
                      {state.recording ? 'Stop recording' : 'Start recording'}
                    </button>
                    <button
                      type="button"
                      onClick={() =>
                        say('breakout', {
                          assignments: Object.fromEntries(
                            state.peers.map((peerId, index) => [peerId, index % 2 === 0 ? 'red' : 'blue']),
                          ),
                        })
                      }
                      disabled={state.peers.length === 0}
                    >
                      Send to breakouts
                    </button>
                    <button type="button" onClick={() => say('breakout-end', {})}>
                      End breakouts
                    </button>
                  </>
                )}
              </div>
            </section>
          )}
        </div>
      </main>
    </>
  );
}

start(
  'Video call',
  [{ name: 'room', label: 'Call', value: '1' }],
  ({ name = '', room = '1' }) => <CallPage name={name} room={room} />,
  {
    button: 'Join with camera and microphone',
    hint: 'Everybody in this call will see and hear you. Your browser may ask you too.',
  },
);
