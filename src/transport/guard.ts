import type { HttpRequest, HttpResponse, TemplatedApp, WebSocketBehavior } from 'uWebSockets.js';
import type { OnTrouble } from '../channels/ports.ts';
import { Exchange } from './exchange.ts';

/**
 * Every callback that the engine gets goes through here. It ends the process when a handler throws before `onAborted`
 * is set, and nobody else should pay for one client's frame.
 */
export interface Guard {
  /** Handlers of one kind of connection; a throw ends that connection. */
  sockets<T>(app: TemplatedApp, behavior: WebSocketBehavior<T>): void;
  /** Every other request; a throw answers it with 500. */
  requests(app: TemplatedApp, handler: (exchange: Exchange, request: HttpRequest) => void): void;
}

export function createGuard(onTrouble: OnTrouble): Guard {
  return {
    sockets(app, behavior) {
      const { upgrade, open, message, close, ping, pong, ...settings } = behavior;
      app.ws('/*', {
        ...settings,
        upgrade: (response, request, context) => {
          response.onAborted(() => {});
          attempt(
            'upgrade',
            () => upgrade?.(response, request, context),
            () => fail(response),
          );
        },
        open: (ws) =>
          attempt(
            'open',
            () => open?.(ws),
            () => ws.close(),
          ),
        message: (ws, data, isBinary) =>
          attempt(
            'message',
            () => message?.(ws, data, isBinary),
            () => ws.close(),
          ),
        close: (ws, code, reason) => attempt('close', () => close?.(ws, code, reason)),
        ping: (ws, data) =>
          attempt(
            'ping',
            () => ping?.(ws, data),
            () => ws.close(),
          ),
        pong: (ws, data) =>
          attempt(
            'pong',
            () => pong?.(ws, data),
            () => ws.close(),
          ),
      });
    },

    requests(app, handler) {
      app.any('/*', (response, request) => {
        const exchange = new Exchange(response, (run) => attempt('body', run, () => exchange.fail()));
        attempt(
          'request',
          () => handler(exchange, request),
          () => exchange.fail(),
        );
      });
    },
  };

  function attempt(stage: string, run: () => unknown, mend?: () => void): void {
    try {
      run();
    } catch (error) {
      onTrouble('transport', stage, error);
      try {
        mend?.();
      } catch (second) {
        onTrouble('transport', stage, second); // it was closed already
      }
    }
  }
}

const fail = (response: HttpResponse): unknown => response.writeStatus('500 Internal Server Error').end('', true);
