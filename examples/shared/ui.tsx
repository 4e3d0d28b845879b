import { type ComponentChildren, render } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type Pusher from 'pusher-js';
import { useConnectionState } from './connect.ts';
import './style.css';

/** A choice that the visitor makes before joining. */
export interface Field {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  readonly options?: readonly string[];
}

const names = ['Ada', 'Ben', 'Cleo', 'Dan', 'Eva', 'Finn', 'Gia', 'Hugo'];
const anyName = (): string =>
  `${names[Math.floor(Math.random() * names.length)]} ${Math.floor(Math.random() * 90 + 10)}`;

/** What a page takes of its visitor: nobody gives that by following a link, so its button is clicked each time. */
export interface Taken {
  readonly button: string;
  readonly hint: string;
}

/** Asks who joins what; then shows the page. The address keeps the answers, so a reload comes back to the same place. */
export function start(
  title: string,
  fields: readonly Field[],
  page: (answers: Record<string, string>) => ComponentChildren,
  taken?: Taken,
): void {
  function Page() {
    const given = Object.fromEntries(new URLSearchParams(location.search));
    const [answers, setAnswers] = useState<Record<string, string> | undefined>(
      taken === undefined && 'name' in given ? given : undefined,
    );
    const join = (event: SubmitEvent): void => {
      event.preventDefault();
      const form = Object.fromEntries(new FormData(event.currentTarget as HTMLFormElement)) as Record<string, string>;
      history.replaceState(null, '', `?${new URLSearchParams(form)}`);
      setAnswers(form);
    };
    if (answers !== undefined) return <>{page(answers)}</>;
    const all: readonly Field[] = [{ name: 'name', label: 'Your name', value: anyName() }, ...fields];
    return (
      <>
        <Top title={title} />
        <main>
          <section>
            <h2>Join</h2>
            <form class="row" onSubmit={join}>
              {all.map((field) => (
                <label key={field.name} for={`join-${field.name}`}>
                  {field.label}
                  {field.options === undefined ? (
                    <input
                      id={`join-${field.name}`}
                      name={field.name}
                      value={given[field.name] ?? field.value}
                      required
                      maxLength={40}
                    />
                  ) : (
                    <select id={`join-${field.name}`} name={field.name}>
                      {field.options.map((option) => (
                        <option key={option} selected={option === given[field.name]}>
                          {option}
                        </option>
                      ))}
                    </select>
                  )}
                </label>
              ))}
              <button class="main" type="submit">
                {taken?.button ?? 'Join'}
              </button>
            </form>
            {taken !== undefined && <p class="hint">{taken.hint}</p>}
          </section>
        </main>
      </>
    );
  }
  const root = document.getElementById('page');
  if (root !== null) render(<Page />, root);
}

export function Top({ title, pusher, children }: { title: string; pusher?: Pusher; children?: ComponentChildren }) {
  return (
    <header class="top">
      <a href="../">Examples</a>
      <h1>{title}</h1>
      <span class="grow" />
      {children}
      {pusher !== undefined && <State pusher={pusher} />}
    </header>
  );
}

function State({ pusher }: { pusher: Pusher }) {
  const state = useConnectionState(pusher);
  return (
    <span class="state" data-state={state} role="status">
      {state}
    </span>
  );
}

/** What the server refused, in its own words. */
export function Refusal({ text, retry }: { text: string | undefined; retry?: () => void }) {
  return (
    <div class="refusal" role="alert">
      {text}
      {text !== undefined && retry !== undefined && (
        <button type="button" onClick={retry}>
          Try again
        </button>
      )}
    </div>
  );
}

/** A list that stays at its end, as chats do. */
export function Messages({ children, label }: { children: ComponentChildren; label: string }) {
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    list.current?.scrollTo({ top: list.current.scrollHeight });
  });
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must be reachable with the keyboard
    <ul class="messages" aria-label={label} ref={list} tabIndex={0}>
      {children}
    </ul>
  );
}

/** One line to write; Enter sends it. `typing` hears of each change. */
export function Composer({
  label,
  send,
  typing,
  disabled = false,
}: {
  label: string;
  send: (text: string) => void;
  typing?: (on: boolean) => void;
  disabled?: boolean;
}) {
  const [text, setText] = useState('');
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (text.trim() === '') return;
    send(text);
    setText('');
    typing?.(false);
  };
  return (
    <form class="row" onSubmit={submit}>
      <label>
        {label}
        <input
          value={text}
          maxLength={2000}
          disabled={disabled}
          onInput={(event) => {
            const next = event.currentTarget.value;
            if ((next === '') !== (text === '')) typing?.(next !== '');
            setText(next);
          }}
        />
      </label>
      <button class="main" type="submit" disabled={disabled}>
        Send
      </button>
    </form>
  );
}

export const clock = (time: string | number): string =>
  new Date(time).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });

/** A state that keeps the last few seconds' worth of words, e.g. who types. */
export function useFading(): [string, (text: string) => void] {
  const [text, setText] = useState('');
  useEffect(() => {
    if (text === '') return undefined;
    const timer = setTimeout(() => setText(''), 4000);
    return () => clearTimeout(timer);
  }, [text]);
  return [text, setText];
}

/** An id for a name: what presence knows a person by. */
export const idOf = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '') || 'guest';
