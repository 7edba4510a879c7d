import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { request } from "./real-http.ts";

/** Answers one request on each connection, keeps it, and drops it when the next one comes on it. */
async function forgetful(): Promise<{ readonly url: string; readonly connections: () => number }> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    let answered = false;
    socket.on("error", () => undefined);
    socket.on("data", () => {
      if (answered) return void socket.resetAndDestroy();
      answered = true;
      socket.write("HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nhi");
    });
  });
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return { url: `http://127.0.0.1:${port}/`, connections: () => sockets.length };
}

test("a kept connection that the other side drops is not seen by who only asks", async () => {
  const { url, connections } = await forgetful();
  for (const _ of [1, 2, 3]) expect((await request({ method: "GET", url })).status).toBe(200);
  expect(connections()).toBeGreaterThan(1);
});

test("what may not be done twice fails, and is not done twice", async () => {
  const { url, connections } = await forgetful();
  expect((await request({ method: "PUT", url, body: new Uint8Array(1) })).status).toBe(200);
  await new Promise((resolve) => setImmediate(resolve));
  await expect(request({ method: "PUT", url, body: new Uint8Array(1) })).rejects.toMatchObject({
    code: "ECONNRESET",
  });
  expect(connections()).toBe(1);
});
