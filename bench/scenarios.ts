import type { Scenario } from './case.ts';
import { clientEvents } from './scenarios/client-events.ts';
import { closedLoop } from './scenarios/closed-loop.ts';
import { connect } from './scenarios/connect.ts';
import { disconnect } from './scenarios/disconnect.ts';
import { empty } from './scenarios/empty.ts';
import { fanOut } from './scenarios/fan-out.ts';
import { fanOutSizes } from './scenarios/fan-out-sizes.ts';
import { latency } from './scenarios/latency.ts';
import { manyChannels } from './scenarios/many-channels.ts';
import { memory } from './scenarios/memory.ts';
import { nodes } from './scenarios/nodes.ts';
import { openLoop } from './scenarios/open-loop.ts';
import { presence } from './scenarios/presence.ts';
import { publish } from './scenarios/publish.ts';
import { reconnectStorm } from './scenarios/reconnect-storm.ts';
import { rooms } from './scenarios/rooms.ts';
import { slowReaders } from './scenarios/slow-readers.ts';

export const scenarios: readonly Scenario[] = [
  fanOut,
  openLoop,
  closedLoop,
  manyChannels,
  publish,
  clientEvents,
  presence,
  connect,
  memory,
  disconnect,
  latency,
  fanOutSizes,
  slowReaders,
  reconnectStorm,
  rooms,
  nodes,
  empty,
];
