import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Provider, ProviderFactory } from "@tutti/plugin";
import { createRealRuntime, createStop, type Runtime } from "@tutti/runtime";
import { objectValue, stringValue } from "@tutti/values";
import { PluginHost } from "../src/host/plugin-host.ts";
import { ownMethods } from "../src/serve/own-methods.ts";
import { providerHandlers } from "../src/serve/provider-handlers.ts";
import { type Handler, serveMethods } from "../src/serve/serve-methods.ts";
import { methodsOf } from "../src/serve/served-methods.ts";
import { kitProvider } from "./kit-provider.ts";

type Handlers = Readonly<Record<string, Handler | undefined>>;
/** A request as the plugin got it; its members are those of its method. */
// biome-ignore lint/suspicious/noExplicitAny: a test names the members that it looks at.
type Request = Readonly<Record<string, any>>;

/** A plugin that runs in this process, and what it was asked. */
export interface OpenPlugin {
  readonly factory: ProviderFactory;
  /** Where the kit keeps its notes. */
  readonly folder: string;
  /** The calls so far, by the names of version 6. */
  readonly asked: readonly { readonly name: string; readonly request: Request }[];
  /** The last request of a method. */
  last(name: string): Request;
  /** A provider that was told its folder. */
  configured(): Promise<Provider>;
  end(): Promise<void>;
}

interface Options {
  readonly protocol?: 5 | 6;
  /** In the place of what the kit answers; undefined: it does not know the method. */
  readonly handlers?: Handlers;
  readonly runtime?: Runtime;
  readonly printed?: string;
}

/** The kit's provider behind a real socket, with other answers where a test wants them; whoever opened it ends it. */
export async function openPlugin({
  protocol = 6,
  handlers = {},
  runtime = createRealRuntime(),
  printed,
}: Options = {}): Promise<OpenPlugin> {
  const home = mkdtempSync(join(tmpdir(), "tutti-open-plugin-"));
  const all: Handlers = { ...(await providerHandlers(kitProvider(), { protocol })), ...handlers };
  const asked: { readonly name: string; readonly request: Request }[] = [];
  const recorded = (name: string): Handler | undefined => {
    const handler = all[name];
    if (handler === undefined) return undefined;
    return (request, signal) => {
      asked.push({ name, request });
      return handler(request, signal);
    };
  };
  const path = join(home, "socket");
  const onShutdown = (): void => void asked.push({ name: "shutdown", request: {} });
  const server = await serveMethods(
    [...methodsOf(protocol, recorded), ...ownMethods({ printed, onShutdown })],
    { socketPath: path },
  );
  const host = new PluginHost(runtime);
  const factory = host.factory({
    source: "example.com/acme/kit",
    version: undefined,
    program: { target: { socketPath: path }, protocol },
  });
  const { signal } = createStop();
  return {
    factory,
    folder: home,
    asked,
    last(name) {
      const found = asked.findLast((one) => one.name === name);
      if (found === undefined) throw new Error(`nobody asked ${name}`);
      return found.request;
    },
    async configured() {
      const provider = await factory.create();
      await provider.configure({ config: objectValue({ folder: stringValue(home) }), signal });
      return provider;
    },
    async end() {
      await host.close();
      await server.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** What the kit says of itself, with other members. */
export async function kitSchema(members: object): Promise<Handlers> {
  const { getProviderSchema } = await providerHandlers(kitProvider());
  return {
    async getProviderSchema(request, signal) {
      const answer = await (getProviderSchema as Handler)(request, signal);
      return { ...answer, ...members };
    },
  };
}
