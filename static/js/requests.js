// Requests of our elements: the page's token goes along, HTML and JSON come back or null.
export function token() {
  return document.querySelector("input[name=csrf_token]")?.value ?? "";
}

export async function getFragment(url, values, signal) {
  const query = new URLSearchParams(values);
  try {
    const answer = await fetch(`${url}?${query}`, {
      headers: { Accept: "text/html", "X-Fragment": "1" },
      credentials: "same-origin",
      signal,
    });
    return answer.ok && !answer.redirected ? await answer.text() : null;
  } catch {
    return null;
  }
}

// `more`: options of fetch; { keepalive: true } for what must arrive though the page is left (64 KB).
export function post(url, values, more = {}) {
  const body = new FormData();
  for (const [name, value] of Object.entries(values)) body.append(name, value);
  return fetch(url, {
    method: "POST",
    body,
    headers: { Accept: "application/json, text/html", "X-CSRFToken": token(), "X-Fragment": "1" },
    credentials: "same-origin",
    ...more,
  });
}

// On a click: sends the `ping` of its link where the browser does not, since Turbo follows the link
// in its place (or it was pressed by a key). Sent twice, it counts once.
export function pinged(event) {
  const link = event.target.closest?.("a[ping]");
  if (link) navigator.sendBeacon(link.ping);
}

// Calls `work` once nothing has happened for `ms`.
export function rested(ms, work) {
  let timer;
  return (...args) => {
    clearTimeout(timer);
    timer = setTimeout(() => work(...args), ms);
  };
}
