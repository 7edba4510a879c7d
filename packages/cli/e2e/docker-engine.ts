/** The real Docker Engine that a test run was given, asked past our own code. */

import { copyFileSync, existsSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { write } from "./tutti.ts";

export const DOCKER_HOST = process.env.TUTTI_TEST_DOCKER_HOST ?? "";
const BUSYBOX = ["/bin/busybox", "/usr/bin/busybox"].find((file) => existsSync(file));

/** Why tests on an engine cannot run; undefined where they can. */
export function whyNoEngine(): string | undefined {
  if (DOCKER_HOST === "") return "needs a Docker Engine (TUTTI_TEST_DOCKER_HOST)";
  return BUSYBOX === undefined ? "needs a static busybox" : undefined;
}

/** A build context for an image that holds nothing but busybox. */
export function writeImage(folder: string): void {
  write(folder, {
    "image/Dockerfile": 'FROM scratch\nCOPY busybox /bin/busybox\nENTRYPOINT ["/bin/busybox"]\n',
  });
  copyFileSync(BUSYBOX ?? "", join(folder, "image", "busybox"));
}

/** Answers with what the engine says, as JSON. */
export function ask(method: "GET" | "DELETE", path: string): Promise<unknown> {
  const tcp = /^tcp:\/\/([^:]+):(\d+)$/.exec(DOCKER_HOST);
  const where =
    tcp === null
      ? { socketPath: DOCKER_HOST.replace("unix://", "") }
      : { host: tcp[1] ?? "", port: tcp[2] ?? "" };
  return new Promise((resolve, reject) => {
    const asked = request({ ...where, method, path }, (response) => {
      const pieces: Buffer[] = [];
      response.on("data", (piece: Buffer) => pieces.push(piece));
      response.on("end", () => {
        const text = Buffer.concat(pieces).toString();
        resolve(text === "" ? undefined : JSON.parse(text));
      });
    });
    asked.on("error", reject);
    asked.end();
  });
}

/** Names of what is there whose name holds `part`. */
export async function namesOnEngine(part: string): Promise<{
  readonly containers: readonly string[];
  readonly networks: readonly string[];
  readonly volumes: readonly string[];
  readonly images: readonly string[];
}> {
  const containers = (await ask("GET", "/containers/json?all=1")) as { Names: string[] }[];
  const networks = (await ask("GET", "/networks")) as { Name: string }[];
  const { Volumes } = (await ask("GET", "/volumes")) as { Volumes: { Name: string }[] | null };
  const images = (await ask("GET", "/images/json")) as { RepoTags: string[] | null }[];
  const ours = (names: readonly string[]): readonly string[] =>
    names.filter((name) => name.includes(part)).sort();
  return {
    containers: ours(containers.flatMap(({ Names }) => Names.map((name) => name.slice(1)))),
    networks: ours(networks.map(({ Name }) => Name)),
    volumes: ours((Volumes ?? []).map(({ Name }) => Name)),
    images: ours(images.flatMap(({ RepoTags }) => RepoTags ?? [])),
  };
}

/** Takes away what a failed test left. */
export async function clearEngine(part: string): Promise<void> {
  const { containers, networks, volumes, images } = await namesOnEngine(part);
  for (const name of containers) await ask("DELETE", `/containers/${name}?force=1&v=1`);
  for (const name of networks) await ask("DELETE", `/networks/${name}`);
  for (const name of volumes) await ask("DELETE", `/volumes/${name}`);
  for (const name of images) await ask("DELETE", `/images/${name}`);
}
