import type { HttpRequest, HttpResponse, TemplatedApp, WebSocket, WebSocketBehavior } from 'uWebSockets.js';
import type { About, OnError } from '../channels/ports/errors.ts';
import { closeCodes } from '../protocol/close-codes.ts';
import { type Answered, Exchange, type ExchangeCalls } from './exchange.ts';
import { createTurn } from './turn.ts';

/**
 * Every callback that the engine gets goes through here. It ends the process when a handler throws before `onAborted`
 * is set, and nobody else should pay for one client's frame.
 */
export interface Guard {
  /** Handlers of one kind of connection; a throw ends that connection. */
  sockets<T>(app: TemplatedApp, behavior: WebSocketBehavior<T>, whose: (data: T) => About | undefined): void;
  /** Every other request; a throw answers it with 500. */
  requests(app: TemplatedApp, handler: (exchange: Exchange, request: HttpRequest) => void, answered: Answered): void;
}

export function createGuard(onError: OnError): Guard {
  const turn = createTurn();
  let requests = 0;

  /** The handler, or nothing where there is none; what it throws is told, and mended where that can be done. */
  function guarded<A extends unknown[]>(
    stage: string,
    run: ((...args: A) => unknown) | undefined,
    mend: (...args: A) => unknown = () => {},
    whose: (...args: A) => About | undefined = () => undefined,
  ): (...args: A) => void {
    return (...args) => {
      try {
        run?.(...args);
      } catch (error) {
        onError('transport', stage, error, whose(...args));
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
    sockets<T>(
      app: TemplatedApp,
      { upgrade, open, message, close, ping, pong, dropped, ...settings }: WebSocketBehavior<T>,
      whose: (data: T) => About | undefined,
    ) {
      const ofSocket = (ws: WebSocket<T>): About | undefined => {
        try {
          return whose(ws.getUserData());
        } catch {
          return undefined; // the handler had closed it
        }
      };
      const end = (ws: WebSocket<T>): void => ws.end(closeCodes.internal.code, closeCodes.internal.reason);
      const upgraded = guarded('upgrade', upgrade, (response) => fail(response));
      app.ws('/*', {
        ...settings,
        upgrade: (response, request, context) => {
          response.onAborted(() => {});
          upgraded(response, request, context);
        },
        open: guarded('open', open, end, ofSocket),
        message: guarded('message', message, end, ofSocket),
        ping: guarded('ping', ping, end, ofSocket),
        pong: guarded('pong', pong, end, ofSocket),
        dropped: guarded('dropped', dropped),
        close: guarded('close', close, undefined, ofSocket),
      });
    },

    requests(app, handler, answered) {
      const failed = (exchange: Exchange, stage: string, error: unknown): void => {
        onError('transport', stage, error, exchange.about);
        attempt(stage, () => exchange.fail());
      };
      const calls: ExchangeCalls = { failed, answered, turn };
      app.any('/*', (response, request) => {
        const method = request.getCaseSensitiveMethod(); // getMethod would write over it in place
        requests += 1;
        const exchange = new Exchange(response, method, requests, calls);
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
