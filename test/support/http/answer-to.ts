import type { ApiAnswer } from '../../../src/http/answer.ts';
import type { Api, ApiRequest } from '../../../src/http/api.ts';
import { openRequest } from '../../../src/http/handle-request.ts';

/** What the API answers to a request that is there whole. */
export async function answerTo(api: Api, request: ApiRequest): Promise<ApiAnswer & { readonly body: string }> {
  const opened = openRequest(api, request);
  const answer = await ('answer' in opened ? opened.answer : opened.answerWith(request.body));
  return { ...answer, body: String(answer.body) };
}
