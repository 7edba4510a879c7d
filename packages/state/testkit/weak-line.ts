import { type Connection, type ConnectTarget, createRealRuntime } from "@tutti/runtime";

/** Requests go up, answers come down. */
type LineWay = "up" | "down";

/** A line between a backend and its server, which a test cuts where it likes. */
export interface WeakLine {
  readonly port: number;
  /** Cuts the connection that carries more than so many bytes from now on, behind these; `always`: the later ones at their first byte, until it heals. */
  cut(way: LineWay, afterBytes: number, how: "once" | "always"): void;
  heal(): void;
  /** Ends all connections that there are, as the death of a process does; new ones are good. */
  drop(): void;
  /** Whether the last cut took place. */
  readonly hasCut: boolean;
  close(): Promise<void>;
}

/** A port of its own that leads to the target. */
export async function createWeakLine(target: ConnectTarget): Promise<WeakLine> {
  const { network } = createRealRuntime();
  const open = new Set<Connection>();
  let fault: { readonly way: LineWay; left: number; readonly isLasting: boolean } | undefined;
  let hasCut = false;

  /** All of a piece that comes through; less than it where the line is cut. */
  function passing(way: LineWay, piece: Uint8Array): Uint8Array {
    if (fault?.way !== way) return piece;
    const passed = piece.subarray(0, fault.left);
    fault.left -= passed.length;
    if (passed.length === piece.length) return piece;
    hasCut = true;
    if (!fault.isLasting) fault = undefined;
    return passed;
  }

  async function carry(way: LineWay, from: Connection, to: Connection): Promise<void> {
    for await (const piece of from.data) {
      const passed = passing(way, piece);
      if (passed.length > 0) await to.write(passed);
      if (passed.length < piece.length) throw new Error("the line is cut");
    }
    to.end();
  }

  const listener = await network.listen({ host: "127.0.0.1", port: 0 }, async (near) => {
    open.add(near);
    const far = await network.connect(target);
    open.add(far);
    const cutBoth = (): void => {
      near.destroy();
      far.destroy();
    };
    await Promise.allSettled([
      carry("up", near, far).catch(cutBoth),
      carry("down", far, near).catch(cutBoth),
    ]);
    open.delete(near);
    open.delete(far);
  });
  function drop(): void {
    for (const connection of open) connection.destroy();
    open.clear();
  }

  return {
    port: listener.port,
    drop,
    cut(way, afterBytes, how) {
      fault = { way, left: afterBytes, isLasting: how === "always" };
      hasCut = false;
    },
    heal: () => {
      fault = undefined;
    },
    get hasCut() {
      return hasCut;
    },
    async close() {
      drop();
      await listener.close();
    },
  };
}
