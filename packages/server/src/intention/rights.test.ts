import { startGuardedAgent } from "@tutti/agent/testkit";
import { describe, expect, test } from "vitest";

const allow = { Action: "allow" };
const deny = { Action: "deny" };

describe("rights", () => {
  const rules = `
service "mine" { policy = "write" intentions = "write" }
service "seen" { policy = "read" }
service_prefix "" { policy = "deny" }`;

  async function guarded() {
    const kit = await startGuardedAgent(72);
    for (const [source, destination] of [
      ["web", "mine"],
      ["seen", "bank"],
      ["web", "bank"],
      ["web", "seen"],
    ] as const)
      await kit.master("connect.intention-exact-write", { query: { source, destination }, body: allow });
    const { SecretID } = await kit.token(rules);
    const body = { SourceName: "x", DestinationName: "vault", ...allow };
    const { ID } = (await kit.master("connect.intention-create", { body })).json() as { ID: string };
    return {
      ...kit,
      foreign: ID,
      ask: (...[route, options]: Parameters<typeof kit.call>) => kit.as(SecretID, route, options),
    };
  }
  const denied = "403 Permission denied";
  const names = (source: string, destination: string) => ({ query: { source, destination } });

  test("an intention is seen from both ends", async () => {
    const { ask, foreign } = await guarded();
    const list = JSON.parse((await ask("connect.intention-list")).slice(4)) as Record<string, string>[];
    expect(list.map((one) => `${one["SourceName"]}>${one["DestinationName"]}`)).toEqual([
      "seen>bank",
      "web>mine",
      "web>seen",
    ]);
    expect((await ask("connect.intention-exact-read", names("seen", "bank"))).slice(0, 3)).toBe("200");
    expect(await ask("connect.intention-exact-read", names("web", "bank"))).toBe(denied);
    expect(await ask("connect.intention-read", { rest: foreign })).toBe(denied);
  });

  test("an intention is written by its destination", async () => {
    const { ask, foreign, master } = await guarded();
    const before = (await master("connect.intention-list")).text();
    const body = { SourceName: "mine", DestinationName: "bank", ...deny };
    const update = { SourceName: "mine", DestinationName: "mine", ...deny };
    expect([
      await ask("connect.intention-exact-write", { ...names("mine", "bank"), body: deny }),
      await ask("connect.intention-exact-write", { ...names("web", "seen"), body: deny }),
      await ask("connect.intention-exact-delete", names("web", "bank")),
      await ask("connect.intention-create", { body }),
      await ask("connect.intention-update", { rest: foreign, body: update }),
      await ask("connect.intention-delete", { rest: foreign }),
    ]).toEqual([denied, denied, denied, denied, denied, denied]);
    expect((await master("connect.intention-list")).text()).toBe(before);
    expect(await ask("connect.intention-exact-write", { ...names("bank", "mine"), body: deny })).toBe(
      "200 true",
    );
    expect(await ask("connect.intention-exact-delete", names("web", "mine"))).toBe("200 true");
  });

  test.each([
    ["source", "SEEN", "200"],
    ["destination", "SEEN", "403"],
    ["source", "seen", "403"],
    ["destination", "seen", "403"],
    ["destination", "new", "200"],
  ])(
    "match by %s of %s needs its name and, by destination, that of its entry: %s",
    async (by, name, wanted) => {
      const { token, as } = await guarded();
      const { SecretID } = await token(
        'service "SEEN" { policy = "read" } service "new" { policy = "read" }',
      );
      expect((await as(SecretID, "connect.intention-match", { query: { by, name } })).slice(0, 3)).toBe(
        wanted,
      );
    },
  );

  test("match needs to read the service's intentions, check to read the service", async () => {
    const { ask } = await guarded();
    const match = (name: string) => ask("connect.intention-match", { query: { by: "source", name } });
    expect((await match("seen")).slice(0, 3)).toBe("200");
    expect(await match("bank")).toBe(denied);
    expect(await ask("connect.intention-check", names("x", "seen"))).toBe('200 {"Allowed":false}');
    expect(await ask("connect.intention-check", names("seen", "bank"))).toBe(denied);
    const connect = (Target: string) => ({
      body: { Target, ClientCertURI: "spiffe://x.consul/ns/default/dc/dc1/svc/web" },
    });
    expect(await ask("agent.connect-authorize", connect("seen"))).toBe(denied);
    expect((await ask("agent.connect-authorize", connect("mine"))).slice(0, 3)).toBe("200");
  });
});
