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

/** What is on an engine by name. */
interface Names {
  readonly containers: readonly string[];
  readonly networks: readonly string[];
  readonly volumes: readonly string[];
  readonly images: readonly string[];
}

export interface AskedEngine {
  /** Answers with what the engine says, as JSON. */
  ask(method: "GET" | "DELETE", path: string): Promise<unknown>;
  /** Names of what is there whose name holds `part`. */
  names(part: string): Promise<Names>;
  /** Takes away what a failed test left. */
  clear(part: string): Promise<void>;
}

/** The engine at `unix://…` or `tcp://host:port`. */
export function engineAt(host: string): AskedEngine {
  const ask = (method: "GET" | "DELETE", path: string): Promise<unknown> => askAt(host, method, path);
  const names = async (part: string): Promise<Names> => {
    const containers = (await ask("GET", "/containers/json?all=1")) as { Names: string[] }[];
    const networks = (await ask("GET", "/networks")) as { Name: string }[];
    const { Volumes } = (await ask("GET", "/volumes")) as { Volumes: { Name: string }[] | null };
    const images = (await ask("GET", "/images/json")) as { RepoTags: string[] | null }[];
    const ours = (found: readonly string[]): readonly string[] =>
      found.filter((name) => name.includes(part)).sort();
    return {
      containers: ours(containers.flatMap(({ Names }) => Names.map((name) => name.slice(1)))),
      networks: ours(networks.map(({ Name }) => Name)),
      volumes: ours((Volumes ?? []).map(({ Name }) => Name)),
      images: ours(images.flatMap(({ RepoTags }) => RepoTags ?? [])),
    };
  };
  const clear = async (part: string): Promise<void> => {
    const { containers, networks, volumes, images } = await names(part);
    for (const name of containers) await ask("DELETE", `/containers/${name}?force=1&v=1`);
    for (const name of networks) await ask("DELETE", `/networks/${name}`);
    for (const name of volumes) await ask("DELETE", `/volumes/${name}`);
    for (const name of images) await ask("DELETE", `/images/${name}`);
  };
  return { ask, names, clear };
}

function askAt(host: string, method: "GET" | "DELETE", path: string): Promise<unknown> {
  const tcp = /^tcp:\/\/([^:]+):(\d+)$/.exec(host);
  const where =
    tcp === null ? { socketPath: host.replace("unix://", "") } : { host: tcp[1] ?? "", port: tcp[2] ?? "" };
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

/** The engine at `DOCKER_HOST`. */
export const { ask, names: namesOnEngine, clear: clearEngine } = engineAt(DOCKER_HOST);
