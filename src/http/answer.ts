export interface ApiAnswer {
  readonly status: number;
  readonly body: string;
  readonly headers?: readonly (readonly [string, string])[];
}

const json = [['Content-Type', 'application/json']] as const;

export const answer = (value: object, status = 200): ApiAnswer => ({
  status,
  body: JSON.stringify(value),
  headers: json,
});

/** [H11] An error says what was wrong and what is wanted. */
export const refusedBody = (status: number, error: string): ApiAnswer => answer({ error, code: status }, status);
