import { createSimulation } from "@tutti/simulation";
import { describe, expect, test } from "vitest";
import { DEFAULT_AGENT_CONFIG } from "../agent-config.ts";
import { giveSocket, type SocketOwner, socketOwner } from "./socket-owner.ts";

const USERS = [
  "root:x:0:0:root:/root:/bin/sh",
  "web-2:x:1002:5::/:/bin/false",
  "web:x:1001:5::/:/bin/false",
  "torn:x",
];

function ownerOf(asked: { socketUser?: string; socketGroup?: number }, users?: string): Promise<SocketOwner> {
  const world = createSimulation(3);
  const { disk } = world.host("10.0.0.1");
  const told = async (): Promise<SocketOwner> => {
    await disk.makeDirectory("/etc");
    if (users !== undefined) await disk.writeFile("/etc/passwd", users);
    return socketOwner({ ...DEFAULT_AGENT_CONFIG.http, ...asked }, disk);
  };
  return world.until(told());
}

describe("who owns a socket", () => {
  test.each<[string, Parameters<typeof ownerOf>[0], SocketOwner]>([
    ["nobody asks", {}, {}],
    ["a user by name", { socketUser: "web" }, { uid: 1001 }],
    ["another whose name begins so", { socketUser: "web-2" }, { uid: 1002 }],
    ["root, which is 0", { socketUser: "root" }, { uid: 0 }],
    ["a user by number, known or not", { socketUser: "65534" }, { uid: 65_534 }],
    ["whoever it was", { socketUser: "-1" }, { uid: -1 }],
    ["a group alone", { socketGroup: 5 }, { gid: 5 }],
    ["the group of root", { socketGroup: 0 }, { gid: 0 }],
    ["both", { socketUser: "web", socketGroup: 7 }, { uid: 1001, gid: 7 }],
  ])("%s", async (_, asked, owner) => {
    expect(await ownerOf(asked, USERS.join("\n"))).toEqual(owner);
  });

  test.each<[string, string, string | undefined]>([
    ["nobody has the name", "nosuch", USERS.join("\n")],
    ["the name is another's beginning", "we", USERS.join("\n")],
    ["the line is torn", "torn", USERS.join("\n")],
    ["there is a space", " 5", USERS.join("\n")],
    ["the machine has no list", "web", undefined],
  ])("is refused where %s", async (_, socketUser, users) => {
    await expect(ownerOf({ socketUser }, users)).rejects.toThrow(
      `Failed setting up socket: failed to look up user ${socketUser}: user: unknown user ${socketUser}.`,
    );
  });
});

test("a socket that cannot be given away is told with the way out, and nothing is asked where nobody is named", async () => {
  const world = createSimulation(3);
  const { disk } = world.host("10.0.0.1");
  await expect(world.until(giveSocket("/s", { gid: 5 }, disk))).rejects.toThrow(
    /^Failed setting up socket: failed setting ownership of \/s: .*\. Start the agent as root, or leave out/,
  );
  await world.until(giveSocket("/s", {}, disk));
});
