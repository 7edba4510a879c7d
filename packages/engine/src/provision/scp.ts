/** Copies to a machine by the protocol of `scp -t`, which every SSH server with `scp` beside it speaks. */

import type { Client, ClientChannel } from "ssh2";
import { ProvisionFailure } from "./failure.ts";

/** What is copied, by the name that it gets. */
export type Copied =
  | {
      readonly kind: "file";
      readonly name: string;
      readonly size: number;
      readonly pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
    }
  | { readonly kind: "folder"; readonly name: string; readonly entries: () => AsyncIterable<Copied> };

/** Into the folder `target`; `recursive` where folders are among it. */
export async function copyTo(
  client: Client,
  target: string,
  items: AsyncIterable<Copied> | Iterable<Copied>,
  recursive: boolean,
): Promise<void> {
  const command = `scp ${recursive ? "-rvt" : "-vt"} ${quoted(target)}`;
  const channel = await open(client, command);
  const sink = new Sink(channel);
  try {
    await sink.status();
    for await (const item of items) await send(sink, item);
    channel.end();
  } catch (error) {
    channel.destroy();
    throw error;
  }
  await sink.end();
}

/** As a shell of POSIX takes it for one word. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

async function send(sink: Sink, item: Copied): Promise<void> {
  if (item.kind === "folder") {
    await sink.line(`D0755 0 ${item.name}`);
    for await (const entry of item.entries()) await send(sink, entry);
    await sink.line("E");
    return;
  }
  await sink.line(`C0644 ${item.size} ${item.name}`);
  let left = item.size;
  for await (const piece of item.pieces) {
    const part = piece.subarray(0, left);
    left -= part.length;
    await sink.write(part);
  }
  if (left > 0) throw new ProvisionFailure(`${item.name} became shorter while it was copied`);
  await sink.write(Uint8Array.of(0));
  await sink.status();
}

function open(client: Client, command: string): Promise<ClientChannel> {
  return new Promise((resolve, reject) => {
    client.exec(command, (error, channel) => {
      if (error === undefined) resolve(channel);
      else reject(new ProvisionFailure(error.message));
    });
  });
}

const NO_SCP = 127;

/** The other side: it answers a zero byte to each step that went well, else a line. */
class Sink {
  readonly #channel: ClientChannel;
  #received = Buffer.alloc(0);
  #wake: (() => void) | undefined;
  #closed = false;
  #exitCode: number | undefined;

  constructor(channel: ClientChannel) {
    this.#channel = channel;
    channel.on("data", (data: Buffer) => {
      this.#received = Buffer.concat([this.#received, data]);
      this.#wake?.();
    });
    channel.stderr.resume();
    channel.on("exit", (code: number | null) => {
      this.#exitCode = code ?? undefined;
    });
    channel.once("close", () => {
      this.#closed = true;
      this.#wake?.();
    });
  }

  write(data: Uint8Array): Promise<void> {
    if (this.#closed) return Promise.reject(this.#gone());
    // A piece may be overwritten once the next is asked for.
    return new Promise((resolve) => void this.#channel.write(Buffer.from(data), () => resolve()));
  }

  async line(text: string): Promise<void> {
    await this.write(new TextEncoder().encode(`${text}\n`));
    await this.status();
  }

  async status(): Promise<void> {
    const [code] = await this.#take(1);
    if (code === 0) return;
    let end = this.#received.indexOf(0x0a);
    while (end < 0 && !this.#closed) {
      await this.#more();
      end = this.#received.indexOf(0x0a);
    }
    throw new ProvisionFailure(this.#received.subarray(0, end < 0 ? undefined : end).toString());
  }

  async end(): Promise<void> {
    while (!this.#closed) await this.#more();
    if (this.#exitCode !== undefined && this.#exitCode !== 0) throw this.#gone();
  }

  async #take(count: number): Promise<Buffer> {
    while (this.#received.length < count) {
      if (this.#closed) throw this.#gone();
      await this.#more();
    }
    const taken = this.#received.subarray(0, count);
    this.#received = this.#received.subarray(count);
    return taken;
  }

  #more(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  #gone(): ProvisionFailure {
    return new ProvisionFailure(
      this.#exitCode === NO_SCP
        ? "SCP failed to start. This usually means that SCP is not\nproperly installed on the remote system."
        : `Process exited with status ${this.#exitCode ?? "unknown"}`,
    );
  }
}
