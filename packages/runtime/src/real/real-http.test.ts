import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { createRealRuntime } from "../index.ts";

test.each([
  [200, "Fine"],
  [299, "unknown"],
  [200, ""],
])("an answer %i %j has its words", async (status, words) => {
  const server = createServer((request) => {
    request.socket.end(`HTTP/1.1 ${status} ${words}\r\nContent-Length: 0\r\n\r\n`);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    const { port } = server.address() as AddressInfo;
    const { network } = createRealRuntime();
    const answer = await network.request({ method: "GET", url: `http://127.0.0.1:${port}/` });
    expect([answer.status, answer.reason]).toEqual([status, words]);
  } finally {
    await new Promise<void>((resolve) => void server.close(() => resolve()));
  }
});
