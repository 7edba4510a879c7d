import { createSimulation } from "@tutti/simulation";
import { expect, test } from "vitest";
import { findPassword, passwordOfFile } from "./pass-file.ts";

const OWNER = { host: "h", port: 5432, database: "d", user: "u" };

test.each<[string, Partial<typeof OWNER>, string]>([
  ["h:5432:d:u:secret", {}, "secret"],
  ["*:*:*:*:any", {}, "any"],
  ["other:5432:d:u:no\nh:5432:d:u:yes", {}, "yes"],
  ["h:5432:d:u:first\nh:5432:d:u:second", {}, "first"],
  ["#h:5432:d:u:no\r\nh:5432:d:u:yes\r\n", {}, "yes"],
  ["h:5433:d:u:no", {}, ""],
  ["h:5432:e:u:no", {}, ""],
  ["h:5432:d:v:no", {}, ""],
  ["h:5432:d:u", {}, ""],
  ["", {}, ""],
  ["localhost:5432:d:u:socket", { host: "/run/pg" }, "socket"],
  ["\\:\\:1:5432:d:u:six", { host: "::1" }, "six"],
  ["h:5432:d:u:a\\:b\\\\c", {}, "a:b\\c"],
  ["h:5432:a\\*:u:no", { database: "d" }, ""],
])("%j for %o", (text, owner, password) => {
  expect(findPassword(text, { ...OWNER, ...owner })).toBe(password);
});

test.each<[string, string, number, string]>([
  ["/home/.pgpass", "", 0o600, "secret"],
  ["/home/.pgpass", "", 0o640, ""],
  ["/home/.pgpass", "", 0o604, ""],
  ["/home/.pgpass", "/elsewhere", 0o600, ""],
  ["/elsewhere", "/elsewhere", 0o600, "secret"],
])("in %s with passfile %j and mode %o", async (path, passwordFile, mode, password) => {
  const simulation = createSimulation(1);
  const { disk, environment } = simulation.host("a");
  await simulation.until(disk.makeDirectory("/home"));
  await simulation.until(disk.writeFile(path, "h:5432:d:u:secret\n", { mode }));
  const around = { disk, environment: { ...environment, home: "/home" } };
  expect(await simulation.until(passwordOfFile(around, { ...OWNER, passwordFile }))).toBe(password);
});
