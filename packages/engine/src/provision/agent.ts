/** Keys of an SSH agent, over a stream of the runtime. */

import type { Disk, Network } from "@tutti/runtime";
import type {
  AgentProtocol,
  BaseAgent,
  IdentityCallback,
  ParsedKey,
  SignCallback,
  SigningRequestOptions,
} from "ssh2";
import { duplexOf } from "./duplex.ts";

type Ssh2 = typeof import("ssh2");

/** Where an agent and the keys that are named are found. */
export interface AgentWorld {
  readonly network: Pick<Network, "connect">;
  readonly disk: Pick<Disk, "readText">;
}

/** An agent that offers the preferred key first: a public key, a file of one (`.pub` may be left out), or a comment. */
export async function openAgent(
  ssh2: Ssh2,
  { network, disk }: AgentWorld,
  socketPath: string,
  identity: string | undefined,
): Promise<BaseAgent<ParsedKey>> {
  const wanted = identity === undefined ? undefined : ((await publicKeyIn(disk, identity)) ?? identity);
  const ask = async (work: (protocol: AgentProtocol) => void): Promise<void> => {
    const stream = duplexOf(await network.connect({ socketPath }));
    const protocol = new ssh2.AgentProtocol(true);
    stream.on("error", (error) => protocol.destroy(error));
    protocol.pipe(stream).pipe(protocol);
    work(protocol);
  };
  class RuntimeAgent extends ssh2.BaseAgent<ParsedKey> {
    override getIdentities(give: IdentityCallback<ParsedKey>): void {
      ask((protocol) => {
        protocol.getIdentities((error, keys) => {
          protocol.destroy();
          give(error, keys && preferred(keys, wanted));
        });
      }).catch(give);
    }
    override sign(
      key: ParsedKey,
      data: Buffer,
      given: SigningRequestOptions | SignCallback,
      callback?: SignCallback,
    ): void {
      const [options, give] = typeof given === "function" ? [{}, given] : [given, callback];
      ask((protocol) => {
        protocol.sign(key, data, options, (error, signature) => {
          protocol.destroy();
          give?.(error, signature);
        });
      }).catch((error: Error) => give?.(error));
    }
  }
  return new RuntimeAgent();
}

async function publicKeyIn(disk: Pick<Disk, "readText">, path: string): Promise<string | undefined> {
  for (const file of [path, `${path}.pub`]) {
    const text = await disk.readText(file).catch(() => "");
    const key = /^\S+ (\S+)/.exec(text.trim())?.[1];
    if (key !== undefined && !text.startsWith("-----")) return key;
  }
  return undefined;
}

function preferred(keys: ParsedKey[], wanted: string | undefined): ParsedKey[] {
  if (wanted === undefined) return keys;
  const isWanted = (key: ParsedKey): boolean =>
    key.comment === wanted || wanted.split(" ").includes(key.getPublicSSH().toString("base64"));
  return [...keys.filter(isWanted), ...keys.filter((key) => !isWanted(key))];
}
