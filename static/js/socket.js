// One connection for the whole page, made when the page has come to rest and kept while Turbo
// changes what is on it. Messages are hints: every watcher says what it has seen, when connected
// again too, and gets what it missed.
import { io } from "socket.io-client";

let socket = null;
let knownAs = null;
const watched = new Map(); // room → how many elements of the page watch it

function atRest(work) {
  const later = () => (window.requestIdleCallback ?? setTimeout)(work, { timeout: 3000 });
  if (document.readyState === "complete") later();
  else addEventListener("load", later, { once: true });
}

export function connection() {
  if (socket) return socket;
  knownAs = document.body.dataset.me;
  socket = io({
    path: `${document.body.dataset.base}/socket.io`,
    transports: ["websocket", "polling"],
    tryAllTransports: true,
    randomizationFactor: 0.5,
    reconnectionDelay: 1000,
    reconnectionDelayMax: 10000,
    autoConnect: false,
  });
  socket.on("disconnect", comeBack);
  atRest(() => socket.connect());
  return socket;
}

// The server closes the sockets of a session that has ended: come back, as whoever one is now.
function comeBack(reason) {
  if (reason !== "io server disconnect") return;
  setTimeout(() => socket.connect(), 1000 + Math.random() * 3000);
}

// Whoever signed in or out is another person to the server: connect anew.
document.addEventListener("turbo:load", () => {
  if (!socket || knownAs === document.body.dataset.me) return;
  knownAs = document.body.dataset.me;
  socket.disconnect().connect();
});

// Watches a room. `seen()` gives the highest number on the page, `take(post)` each one missed;
// `joined()` is called each time the room was entered. Answers a function that stops watching.
export function watch(room, seen, take, joined = () => {}) {
  const link = connection();
  watched.set(room, (watched.get(room) ?? 0) + 1);
  const ask = () =>
    link.emit("watch", { room, seen: seen() }, (answer) => {
      answer?.posts?.forEach(take);
      if (answer?.ok) joined();
    });
  link.on("connect", ask);
  if (link.connected) ask();
  return () => {
    link.off("connect", ask);
    watched.set(room, watched.get(room) - 1);
    if (link.connected && !watched.get(room)) link.emit("unwatch", { room });
  };
}

// Hears one kind of message; answers a function that stops hearing it.
export function hear(name, take) {
  connection().on(name, take);
  return () => connection().off(name, take);
}
