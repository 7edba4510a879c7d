import { type Clock, type Connection, RuntimeError } from "@tutti/runtime";

/** The two ends of a stream; what one writes the other reads after a delay, in order. */
export function createPipe(
  clock: Clock,
  delayMs: () => number,
  client: string,
): readonly [Connection, Connection] {
  const forth = createChannel(clock, delayMs);
  const back = createChannel(clock, delayMs);
  return [connection(forth, back, "server"), connection(back, forth, client)];
}

interface Channel {
  send(data: Uint8Array): void;
  close(): void;
  readonly closed: boolean;
  readonly data: AsyncIterable<Uint8Array>;
}

function connection(out: Channel, incoming: Channel, remote: string): Connection {
  return {
    remote: { host: remote, port: 0 },
    async write(data) {
      if (out.closed) throw new RuntimeError("EPIPE", remote, "EPIPE: the other side has closed");
      out.send(data.slice());
    },
    data: incoming.data,
    end: () => out.close(),
    destroy: () => {
      out.close();
      incoming.close();
    },
  };
}

function createChannel(clock: Clock, delayMs: () => number): Channel {
  const ready: Uint8Array[] = [];
  let lastArrival = 0;
  let ended = false;
  let closed = false;
  let wake: () => void = () => {};

  /** Later messages never overtake earlier ones. */
  function arrive(run: () => void): void {
    lastArrival = Math.max(lastArrival, clock.monotonic() + delayMs());
    clock.after(lastArrival - clock.monotonic(), () => {
      run();
      wake();
    });
  }

  async function* read(): AsyncGenerator<Uint8Array> {
    for (;;) {
      const next = ready.shift();
      if (next !== undefined) yield next;
      else if (ended) return;
      else
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
  }

  return {
    send: (data) => arrive(() => void ready.push(data)),
    close() {
      if (closed) return;
      closed = true;
      arrive(() => {
        ended = true;
      });
    },
    get closed() {
      return closed;
    },
    data: { [Symbol.asyncIterator]: read },
  };
}
