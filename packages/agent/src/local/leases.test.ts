import { createRealRuntime, type Listener } from "@tutti/runtime";
import { createSimulation } from "@tutti/simulation";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Leases, startLeases } from "./leases.ts";
import { LocalState } from "./local-state.ts";
import type { OwnerRegistration } from "./registration.ts";

const runtime = createRealRuntime();
/** The containers of an engine that only knows how to inspect. */
const containers = new Map<string, string>();
let engine: Listener | undefined;
let local: LocalState;
let leases: Leases;
let released: string[];

beforeEach(async () => {
  containers.clear();
  released = [];
  engine = await runtime.network.serveHttp({ host: "127.0.0.1", port: 0 }, (exchange) => {
    const status = containers.get(exchange.target.split("/")[2] ?? "");
    if (status === undefined) exchange.respond(404, {}, JSON.stringify({ message: "No such container" }));
    else
      exchange.respond(
        200,
        {},
        JSON.stringify({ State: { Running: status === "running", Status: status, ExitCode: 137 } }),
      );
  });
  local = new LocalState({
    nodeName: "n1",
    access: runtime,
    sidecarPorts: { min: 21_000, max: 21_001 },
    remoteChecks: async () => undefined,
  });
  leases = startLeases({
    local,
    // Time stands still, so that nobody looks but the test: a look a second would come between on a busy machine.
    access: { ...runtime, clock: createSimulation(1).host("10.0.0.1").clock },
    nodeName: "n1",
    release: (id) => {
      released.push(id);
      local.removeService(id);
    },
  });
});

afterEach(async () => {
  leases.stop();
  local.stop();
  await engine?.close();
});

function own(id: string, owner: Partial<OwnerRegistration> = {}): void {
  const whole = { Kind: "docker_container", ID: id, Engine: `tcp://127.0.0.1:${engine?.port}`, ...owner };
  local.setService({ Name: "web", ID: id, Owner: whole });
}

function implied(id: string): string | undefined {
  const check = local.checks.get(`_owner:${id}`)?.record;
  return check === undefined ? undefined : `${check.Status}: ${check.Output}`;
}

describe("startLeases()", () => {
  it("gives an instance without checks the health of its container", async () => {
    containers.set("c1", "running");
    own("c1");
    await leases.look();
    expect(implied("c1")).toBe("passing: Container c1 is running");
    containers.set("c1", "exited");
    await leases.look();
    expect(implied("c1")).toBe("critical: Container c1 is exited (exit status 137)");
    expect(released).toEqual([]);
  });

  it("leaves health to the checks of an instance that has some", async () => {
    containers.set("c1", "exited");
    own("c1");
    local.setCheck({ Name: "own", ServiceID: "c1", TTL: 10_000 }, "own");
    await leases.look();
    expect(implied("c1")).toBeUndefined();
  });

  it("releases an instance when two looks agree that its container is gone", async () => {
    own("c1");
    await leases.look();
    expect(released).toEqual([]);
    await leases.look();
    expect(released).toEqual(["c1"]);
    expect([...local.services.keys(), ...local.checks.keys()]).toEqual([]);
  });

  it("forgets a first look when the container is there again", async () => {
    own("c1");
    await leases.look();
    containers.set("c1", "running");
    await leases.look();
    containers.delete("c1");
    await leases.look();
    expect(released).toEqual([]);
  });

  it("removes nothing while the engine cannot be asked", async () => {
    own("c1");
    await engine?.close();
    for (let looks = 0; looks < 3; looks++) await leases.look();
    expect(implied("c1")).toMatch(/^critical: The Docker Engine at .* cannot be asked: .*ECONNREFUSED/);
    expect(released).toEqual([]);
  });

  it("keeps a dead process' instance for its grace, and no longer", async () => {
    const ended = await runtime.processes.start({ program: "true", args: [] });
    await ended.ended;
    own("patient", { Kind: "process", ID: String(ended.pid), StartedAt: "0" });
    own("hasty", { Kind: "process", ID: String(ended.pid), StartedAt: "0", Grace: 0 });
    await leases.look();
    await leases.look();
    expect(released).toEqual(["hasty"]);
    expect(implied("patient")).toBe(`critical: Process ${ended.pid} is not running`);
  });

  it("lets an instance that was registered for another owner meanwhile alone", async () => {
    own("c1");
    await leases.look();
    const looking = leases.look();
    containers.set("c2", "running");
    own("c1", { ID: "c2" });
    await looking;
    expect(released).toEqual([]);
  });
});
