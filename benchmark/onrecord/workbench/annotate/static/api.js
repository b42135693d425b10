// Talks to the server. The token comes in the link's fragment, which no server ever sees, and goes in a header.

const KEY = 'onrecord-token';

export function takeToken(source = location.hash) {
  const token = /#?([A-Za-z0-9_-]{16,})$/.exec(source.trim())?.[1];
  if (!token) return false;
  sessionStorage.setItem(KEY, token);
  if (location.hash) history.replaceState(null, '', location.pathname);
  return true;
}

export class Refused extends Error {
  constructor(status, answer) {
    super(answer.error ?? `status ${status}`);
    this.status = status;
    this.stale = Boolean(answer.stale);
  }
}

// Throws Refused with the server's reason, TypeError where no server answers.
export async function ask(path, body) {
  const response = await fetch(path, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { 'x-onrecord-token': sessionStorage.getItem(KEY) ?? '', 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
    cache: 'no-store',
  });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Refused(response.status, answer);
  return answer;
}
