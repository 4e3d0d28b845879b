import type { Call, CallEvent } from './pusher.ts';

/** One RTCPeerConnection for each of the others; the broker carries the signalling alone. */
export interface Media {
  readonly stream: MediaStream;
  /** Whoever comes calls those who are there. */
  call(peerId: string): Promise<void>;
  hear(event: CallEvent): Promise<void>;
  drop(peerId: string): void;
  close(): void;
  states(): Record<string, RTCPeerConnectionState>;
  share(on: boolean): Promise<void>;
  mute(muted: boolean): void;
}

export async function openMedia(
  say: Call['say'],
  show: (peerId: string, stream: MediaStream | undefined) => void,
  changed: () => void,
): Promise<Media> {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: { width: 320, height: 240 } });
  const peers = new Map<string, RTCPeerConnection>();
  const early = new Map<string, RTCIceCandidateInit[]>();

  function open(peerId: string): RTCPeerConnection {
    drop(peerId);
    early.delete(peerId); // those of a connection before this one
    const peer = new RTCPeerConnection();
    peers.set(peerId, peer);
    for (const track of stream.getTracks()) peer.addTrack(track, stream);
    peer.onicecandidate = ({ candidate }) => {
      if (candidate !== null) say('candidate', { targetPeerId: peerId, candidate: JSON.stringify(candidate) });
    };
    peer.ontrack = ({ streams: [remote] }) => show(peerId, remote);
    peer.onconnectionstatechange = changed;
    return peer;
  }

  function drop(peerId: string): void {
    peers.get(peerId)?.close();
    peers.delete(peerId);
    show(peerId, undefined);
    changed();
  }

  /** Candidates may come before the description they belong to. */
  async function settle(peerId: string, peer: RTCPeerConnection): Promise<void> {
    for (const candidate of early.get(peerId) ?? []) await peer.addIceCandidate(candidate);
    early.delete(peerId);
  }

  return {
    stream,
    async call(peerId) {
      const peer = open(peerId);
      await peer.setLocalDescription();
      say('offer', { targetPeerId: peerId, sdp: peer.localDescription?.sdp ?? '' });
    },
    async hear({ event, data }) {
      if (event === 'offer') {
        const peer = open(data.peerId);
        await peer.setRemoteDescription({ type: 'offer', sdp: data.sdp });
        await peer.setLocalDescription();
        say('answer', { targetPeerId: data.peerId, sdp: peer.localDescription?.sdp ?? '' });
        await settle(data.peerId, peer);
      } else if (event === 'answer') {
        const peer = peers.get(data.peerId);
        await peer?.setRemoteDescription({ type: 'answer', sdp: data.sdp });
        if (peer !== undefined) await settle(data.peerId, peer);
      } else if (event === 'candidate') {
        const candidate = JSON.parse(data.candidate) as RTCIceCandidateInit;
        const peer = peers.get(data.peerId);
        if (peer?.remoteDescription != null) await peer.addIceCandidate(candidate);
        else early.set(data.peerId, [...(early.get(data.peerId) ?? []), candidate]);
      } else if (event === 'peer-left') drop(data.peerId);
    },
    drop,
    close() {
      for (const peerId of [...peers.keys()]) drop(peerId);
    },
    states: () => Object.fromEntries([...peers].map(([peerId, peer]) => [peerId, peer.connectionState])),
    async share(on) {
      const source = on ? await navigator.mediaDevices.getDisplayMedia({ video: true }) : stream;
      const [track] = source.getVideoTracks();
      for (const peer of peers.values()) {
        for (const sender of peer.getSenders())
          if (sender.track?.kind === 'video' && track !== undefined) await sender.replaceTrack(track);
      }
    },
    mute(muted) {
      for (const track of stream.getAudioTracks()) track.enabled = !muted;
    },
  };
}
