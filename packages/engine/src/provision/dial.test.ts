import { RuntimeError } from "@tutti/runtime";
import { createSimulation } from "@tutti/simulation";
import { expect, test } from "vitest";
import { dial, dialThrough } from "./dial.ts";

const never = new AbortController().signal;

/** How the way to a machine fails, as Go says it. */
test.each([
  ["ECONNREFUSED", "10.0.0.9", "dial tcp 10.0.0.9:22: connect: connection refused"],
  ["EHOSTUNREACH", "10.0.0.9", "dial tcp 10.0.0.9:22: connect: no route to host"],
  ["ENETUNREACH", "10.0.0.9", "dial tcp 10.0.0.9:22: connect: network is unreachable"],
  ["ETIMEDOUT", "fe80::1", "dial tcp [fe80::1]:22: i/o timeout"],
  ["ENOTFOUND", "machine", "dial tcp: lookup machine: no such host"],
  ["EODD", "machine", "dial tcp machine:22: it is forbidden"],
])("%s", async (code, host, said) => {
  const connect = () => Promise.reject(new RuntimeError(code, host, "it is forbidden"));
  await expect(dial({ connect }, { host, port: 22 }, never)).rejects.toThrow(said);
});

interface Asked {
  readonly answer: readonly string[];
  readonly userName?: string;
  readonly password?: string;
}

/** What a proxy is asked, and what comes through it; it answers in these pieces. */
async function through({ answer, userName = "", password }: Asked) {
  const simulation = createSimulation(1);
  const proxy = simulation.host("10.0.0.2");
  const asked: string[] = [];
  await proxy.network.listen({ host: "10.0.0.2", port: 3128 }, (connection) => {
    void (async () => {
      for await (const data of connection.data) {
        asked.push(new TextDecoder().decode(data));
        for (const piece of answer) await connection.write(new TextEncoder().encode(piece));
        await connection.end();
      }
    })();
  });
  const { network } = simulation.host("10.0.0.1");
  const found = simulation.until(
    (async () => {
      const way = { host: "10.0.0.2", port: 3128, userName, password } as never;
      const stream = await dialThrough(network, way, { host: "machine", port: 22 }, never);
      let text = "";
      for await (const data of stream.data) text += new TextDecoder().decode(data);
      return text;
    })(),
  );
  return { found, asked };
}

test.each<[string, Asked, string, string]>([
  ["that answers", { answer: ["HTTP/1.1 200 OK\r\n\r\n"] }, "", ""],
  [
    "that answers in pieces, and the machine at once",
    { answer: ["HTTP/1.0 200 Yes\r\nA: b\r\n", "\r\nSSH-", "2.0"] },
    "",
    "SSH-2.0",
  ],
  [
    "with a name",
    { answer: ["HTTP/1.1 200 OK\r\n\r\nhi"], userName: "u", password: "p" },
    "Proxy-Authorization: Basic dTpw\r\n",
    "hi",
  ],
  [
    "with a name alone",
    { answer: ["HTTP/1.1 200 OK\r\n\r\nhi"], userName: "u" },
    "Proxy-Authorization: Basic dTo=\r\n",
    "hi",
  ],
])("through a proxy %s", async (_what, given, login, text) => {
  const { found, asked } = await through(given);
  expect(await found).toBe(text);
  expect(asked).toEqual([`CONNECT machine:22 HTTP/1.1\r\nHost: machine:22\r\n${login}\r\n`]);
});

test.each([
  [
    "refuses",
    ["HTTP/1.1 407 Proxy Authentication Required\r\n\r\n"],
    "proxy connection failed: 407 Proxy Authentication Required",
  ],
  ["speaks something else", ["SSH-2.0-x\r\n\r\n"], "proxy connection failed: SSH-2.0-x"],
  ["says nothing", [], "the proxy 10.0.0.2:3128 gave no answer"],
  [
    "never ends its answer",
    ["HTTP/1.1 200 OK\r\n", "a".repeat(17 * 1024), "b", "c"],
    "the proxy 10.0.0.2:3128 gave no answer",
  ],
])("through a proxy that %s", async (_what, answer, said) => {
  await expect((await through({ answer })).found).rejects.toThrow(said);
});
