import type { HttpRequest, HttpResponse, TemplatedApp, WebSocket, WebSocketBehavior } from 'uWebSockets.js';
import type { OnError } from '../channels/ports/errors.ts';
import { closeCodes } from '../protocol/close-codes.ts';
import { type Answered, Exchange } from './exchange.ts';
import { createTurn } from './turn.ts';

/**
 * Every callback that the engine gets goes through here. It ends the process when a handler throws before `onAborted`
 * is set, and nobody else should pay for one client's frame.
 */
export interface Guard {
  /** Handlers of one kind of connection; a throw ends that connection. */
  sockets<T>(app: TemplatedApp, behavior: WebSocketBehavior<T>): void;
  /** Every other request; a throw answers it with 500. */
  requests(app: TemplatedApp, handler: (exchange: Exchange, request: HttpRequest) => void, answered: Answered): void;
}

export function createGuard(onError: OnError): Guard {
  const turn = createTurn();

  /** The handler, or nothing where there is none; what it throws is told, and mended where that can be done. */
  function guarded<A extends unknown[]>(
    stage: string,
    run: ((...args: A) => unknown) | undefined,
    mend: (...args: A) => unknown = () => {},
  ): (...args: A) => void {
    return (...args) => {
      try {
        run?.(...args);
      } catch (error) {
        onError('transport', stage, error);
        attempt(stage, () => mend(...args));
      }
    };
  }

  function attempt(stage: string, run: () => unknown): void {
    try {
      run();
    } catch (error) {
      onError('transport', stage, error); // it was closed already
    }
  }

  return {
    sockets(app, { upgrade, open, message, close, ping, pong, dropped, ...settings }) {
      const end = (ws: WebSocket<unknown>): void => ws.end(closeCodes.internal.code, closeCodes.internal.reason);
      const upgraded = guarded('upgrade', upgrade, (response) => fail(response));
      app.ws('/*', {
        ...settings,
        upgrade: (response, request, context) => {
          response.onAborted(() => {});
          upgraded(response, request, context);
        },
        open: guarded('open', open, end),
        message: guarded('message', message, end),
        ping: guarded('ping', ping, end),
        pong: guarded('pong', pong, end),
        dropped: guarded('dropped', dropped),
        close: guarded('close', close),
      });
    },

    requests(app, handler, answered) {
      const failed = (exchange: Exchange, stage: string, error: unknown): void => {
        onError('transport', stage, error);
        attempt(stage, () => exchange.fail());
      };
      app.any('/*', (response, request) => {
        const method = request.getCaseSensitiveMethod(); // getMethod would write over it in place
        const exchange = new Exchange(response, method, failed, answered, turn);
        try {
          handler(exchange, request);
        } catch (error) {
          failed(exchange, 'request', error);
        } finally {
          exchange.inside = false;
        }
      });
    },
  };
}

const fail = (response: HttpResponse): unknown => response.writeStatus('500 Internal Server Error').end('', true);
