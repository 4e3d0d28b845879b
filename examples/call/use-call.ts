import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { CallCommands } from '../../src/protocol/types/domains/call.ts';
import { connect } from '../shared/connect.ts';
import type { Person } from '../shared/room.ts';
import { idOf, useFading } from '../shared/ui.tsx';
import { type Media, openMedia } from './media.ts';
import { type Call, type CallEvent, joinCall } from './pusher.ts';
import { type CallState, fromSnapshot, next } from './state.ts';

/** The call, or the breakout one is in. */
interface Part {
  readonly call: Call;
  readonly state: CallState | undefined;
  readonly people: readonly Person[];
}

/** One's place in a call: what it is, whom one sees, and what one can do. */
export function useCall(name: string, id: string) {
  const me = useMemo(() => `${idOf(name)}-${crypto.randomUUID().slice(0, 4)}`, []);
  const pusher = useMemo(() => connect({ id: me, info: { username: name } }), []);
  const main = `presence-call-${id}`;
  const [room, setRoom] = useState(main);
  const parts = useRef(new Map<string, Part>());
  const [, redraw] = useState(0);
  const [streams, setStreams] = useState<Record<string, MediaStream>>({});
  const [links, setLinks] = useState<Record<string, string>>({});
  const [refusal, setRefusal] = useState<string>();
  const [waits, setWaits] = useState<string>();
  const [out, setOut] = useState(false);
  const [muted, setMuted] = useState(false);
  const [sharing, setSharing] = useState(false);
  const [news, setNews] = useFading();
  const seen = useRef(main);
  const media = useRef<Media>();

  const { state, people = [] } = parts.current.get(room) ?? {};
  const change = (of: string, more: Partial<Part>): void => {
    const part = parts.current.get(of);
    if (part === undefined) return;
    parts.current.set(of, { ...part, ...more });
    redraw((times) => times + 1);
  };
  const say = <Name extends keyof CallCommands>(command: Name, data: CallCommands[Name]): void =>
    parts.current.get(room)?.call.say(command, data);
  const nameOf = (peerId: string): string =>
    String(people.find((one) => one.id === peerId)?.info['username'] ?? peerId);
  const mute = (on: boolean): void => {
    media.current?.mute(on);
    setMuted(on);
  };
  const callAll = (peers: readonly string[]): void => {
    for (const peer of peers) media.current?.call(peer).catch((error: Error) => setRefusal(error.message));
  };

  /** The call and its breakout each go on telling of themselves; whom one sees and hears is of the one that is shown. */
  const enter = (part: string): void => {
    const call = joinCall(pusher, part, {
      joined(peers) {
        change(part, { state: fromSnapshot(peers) });
        setWaits(undefined);
        setRefusal(undefined);
        if (seen.current === part) callAll(peers.peers);
      },
      event(event: CallEvent) {
        const { state: before } = parts.current.get(part) ?? {};
        if (before !== undefined) change(part, { state: next(before, event) });
        if (seen.current === part) media.current?.hear(event).catch((error: Error) => setRefusal(error.message));
        if (event.event === 'reaction') setNews(`${event.data.peerId} ${event.data.emoji}`);
        if (event.event === 'kicked') setOut(true);
        if (event.event === 'mute-participant') mute(true);
        if (event.event === 'breakout-end') setRoom(main);
      },
      people: (there) => change(part, { people: there }),
      kept(type, text) {
        setWaits(type === 'WAITING' ? text : undefined);
        if (type !== 'WAITING') setRefusal(text);
      },
      refused: setRefusal,
    });
    parts.current.set(part, { call, state: undefined, people: [] });
  };

  useEffect(() => {
    let ended = false;
    seen.current = room;
    const show = (peerId: string, stream: MediaStream | undefined): void =>
      setStreams(({ [peerId]: _, ...rest }) => (stream === undefined ? rest : { ...rest, [peerId]: stream }));
    const open = async (): Promise<void> => {
      const opened = await openMedia(say, show, () => setLinks(opened.states()));
      if (ended) return opened.close();
      media.current = opened;
      const back = parts.current.get(room);
      if (back === undefined) enter(room);
      else callAll(back.state?.peers ?? []); // whoever comes calls those who are there
    };
    open().catch((error: Error) => setRefusal(error.message));
    return () => {
      ended = true;
      media.current?.close();
      media.current = undefined;
      if (room === main) return;
      parts.current.get(room)?.call.leave();
      parts.current.delete(room);
    };
  }, [room]);
  useEffect(() => () => pusher.disconnect(), []);

  const share = (on: boolean): void => {
    media.current?.share(on).then(
      () => {
        say(on ? 'screen-share-start' : 'screen-share-stop', {});
        setSharing(on);
      },
      (error: Error) => setRefusal(error.message),
    );
  };
  /** Somebody at the door was let in or turned away. */
  const decide = (verdict: 'admit' | 'deny', peerId: string): void => {
    say(verdict, { targetPeerId: peerId });
    if (state !== undefined)
      change(room, { state: { ...state, knocking: state.knocking.filter((one) => one.peerId !== peerId) } });
  };
  const picture = media.current?.stream;
  const shows = {
    me,
    pusher,
    main,
    room,
    state,
    nameOf,
    streams,
    links,
    picture,
    refusal,
    waits,
    out,
    muted,
    sharing,
    news,
  };
  return { ...shows, say, mute, share, decide, go: setRoom };
}
