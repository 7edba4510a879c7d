import { mkdtempSync, rmSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { describeAddress, started } from "./listening.ts";

const folder = mkdtempSync(join(tmpdir(), "tutti-listening-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each([
  [{ host: "a.example", port: 80 }, "a.example:80"],
  [{ host: "::1", port: 80 }, "[::1]:80"],
  [{ socketPath: "/run/s" }, "/run/s"],
])("%j is %s", (target, text) => expect(describeAddress(target)).toBe(text));

test("a port that the system chose is said; a socket has none", async () => {
  const ported = await started(net.createServer(), { host: "127.0.0.1", port: 0 }, () => {});
  expect(ported.port).toBeGreaterThan(0);
  await expect(
    started(net.createServer(), { host: "127.0.0.1", port: ported.port }, () => {}),
  ).rejects.toMatchObject({ code: "EADDRINUSE" });
  await ported.close();
  let ended = 0;
  const socket = await started(net.createServer(), { socketPath: join(folder, "s") }, () => {
    ended += 1;
  });
  expect(socket.port).toBe(0);
  await socket.close();
  expect(ended).toBe(1);
});
