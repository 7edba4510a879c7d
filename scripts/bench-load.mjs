// A client that costs next to nothing: requests as bytes over kept connections, of
// the answers no more is read than where they end.
import { connect } from "node:net";

/** One connection: `send` writes a request and resolves with its whole answer. */
function open(port) {
  const socket = connect({ port, host: "127.0.0.1", noDelay: true });
  let kept = [];
  let wanted;
  let settle;
  socket.on("data", (data) => {
    kept.push(data);
    const all = kept.length === 1 ? data : Buffer.concat(kept);
    kept = [all];
    if (wanted === undefined) {
      const end = all.indexOf("\r\n\r\n");
      if (end < 0) return;
      const head = all.toString("latin1", 0, end);
      const length = /^content-length: *(\d+)/im.exec(head);
      wanted = { head, from: end + 4, to: length === null ? undefined : end + 4 + Number(length[1]) };
    }
    const to = wanted.to ?? (all.subarray(-5).toString("latin1") === "0\r\n\r\n" ? all.length : undefined);
    if (to === undefined || all.length < to) return;
    const { head, from } = wanted;
    wanted = undefined;
    kept = [];
    settle.resolve({ status: Number(head.slice(9, 12)), head, body: all.subarray(from, to) });
  });
  socket.on("error", (error) => settle?.reject(error));
  return {
    send: (method, path, body = "") =>
      new Promise((resolve, reject) => {
        settle = { resolve, reject };
        const head = `${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n`;
        socket.write(`${head}${body === "" ? "" : `Content-Length: ${body.length}\r\n`}\r\n${body}`);
      }),
    close: () => socket.destroy(),
  };
}

/** One request over a connection of its own. */
export async function sendOnce(port, method, path, body) {
  const connection = open(port);
  try {
    return await connection.send(method, path, body);
  } finally {
    connection.close();
  }
}

/** So many clients, each asking when it has its answer, for a time or until so many were answered; gives how many were. */
export async function load(
  port,
  { clients, seconds = Number.POSITIVE_INFINITY, count = Number.POSITIVE_INFINITY, request },
) {
  const end = performance.now() + 1_000 * seconds;
  let asked = 0;
  const client = async () => {
    const connection = open(port);
    while (asked < count && performance.now() < end) {
      const [method, path, body] = request(asked++);
      const { status } = await connection.send(method, path, body);
      if (status !== 200) throw new Error(`${method} ${path}: ${status}`);
    }
    connection.close();
  };
  await Promise.all(Array.from({ length: clients }, client));
  return asked;
}

/** How many milliseconds pass from a write until so many who wait for its key have the news. */
export async function wakeAll(port, watchers) {
  const key = "/v1/kv/bench/watched";
  await sendOnce(port, "PUT", key, "a");
  const { head } = await sendOnce(port, "GET", key);
  const index = /x-consul-index: *(\d+)/i.exec(head)[1];
  const connections = Array.from({ length: watchers }, () => open(port));
  const answers = connections.map(({ send }) => send("GET", `${key}?index=${index}&wait=60s`));
  // Answered after all that came before it, so that the others wait by then.
  await sendOnce(port, "GET", "/v1/status/leader");
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  const began = performance.now();
  await sendOnce(port, "PUT", key, "b");
  await Promise.all(answers);
  const ms = performance.now() - began;
  for (const { close } of connections) close();
  return ms;
}
