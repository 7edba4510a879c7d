/** Providers whose calls are told to the log: what was asked of whom, how long it took, what came of it. */

import type {
  ActionCalls,
  Checked,
  EphemeralCalls,
  ListCalls,
  Outcome,
  Provider,
  ProviderFactory,
  ProviderRegistry,
  RecoveringProvider,
} from "@tutti/plugin";
import type { Clock, Log, LogFields } from "@tutti/runtime";
import { formatPath, type Value } from "@tutti/values";
import { changedNames, doingOf, idOf, pathNames, setNames } from "./call-names.ts";

/** The same providers; where the log writes nothing of them they are untouched. */
export function loggedRegistry(registry: ProviderRegistry, log: Log, clock: Clock): ProviderRegistry {
  if (!log.writes("error", "provider")) return registry;
  return {
    async load(source) {
      const factory = await registry.load(source);
      return factory === undefined ? undefined : loggedFactory(factory, new CallLog(source, log, clock));
    },
  };
}

function loggedFactory(factory: ProviderFactory, calls: CallLog): ProviderFactory {
  return {
    ...factory,
    schema: () => factory.schema(),
    async create(configuration) {
      calls.tell("info", "provider: started", { version: factory.version });
      return loggedProvider(await factory.create(configuration), calls);
    },
  };
}

/** Tells of calls: names and times, never values, for those may be secret. */
class CallLog {
  readonly #source: string;
  readonly #log: Log;
  readonly #clock: Clock;

  constructor(source: string, log: Log, clock: Clock) {
    this.#source = source;
    this.#log = log;
    this.#clock = clock;
  }

  tell(level: Parameters<Log["write"]>[0], message: string, fields: LogFields = {}): void {
    this.#log.write(level, message, { provider: this.#source, ...fields }, "provider");
  }

  async call<T extends Checked>(
    name: string,
    fields: LogFields,
    perform: () => Promise<T>,
    found: (answer: T) => LogFields = () => ({}),
  ): Promise<T> {
    const began = this.#clock.monotonic();
    this.tell("trace", `provider: ${name} asked`, fields);
    try {
      const answer = await perform();
      const took_ms = Math.round(this.#clock.monotonic() - began);
      this.tell("debug", `provider: ${name} answered`, { ...fields, ...found(answer), took_ms });
      for (const { severity, code, summary, path } of answer.diagnostics)
        this.tell(severity === "error" ? "error" : "warn", `provider: ${name}: ${summary}`, {
          ...fields,
          code,
          path: path === undefined ? undefined : formatPath(path),
        });
      return answer;
    } catch (error) {
      this.tell("error", `provider: ${name} failed`, { ...fields, error: String(error) });
      throw error;
    }
  }
}

function loggedProvider(provider: Provider, calls: CallLog): Provider {
  const logged: Provider = {
    schema: () => provider.schema(),
    ...(provider.functions && { functions: async () => (await provider.functions?.()) ?? new Map() }),
    ...(provider.serviceInstance && { serviceInstance: (request) => provider.serviceInstance?.(request) }),
    ...(provider.watch && { watch: (request) => provider.watch?.(request) }),
    ...(provider.exclusive && { exclusive: (request) => provider.exclusive?.(request) ?? [] }),
    ...(provider.settle && {
      settle: (request) =>
        calls.call("settle", { type: request.type, id: idOf(request.state) }, () =>
          (provider.settle ?? missingCall)(request),
        ),
    }),
    validateProvider: (request) =>
      calls.call("validate provider", {}, () => provider.validateProvider(request)),
    validateResource: (request) =>
      calls.call("validate resource", { type: request.type }, () => provider.validateResource(request)),
    validateData: (request) =>
      calls.call("validate data", { type: request.type }, () => provider.validateData(request)),
    configure: (request) =>
      calls.call("configure", { given: setNames(request.config) }, () => provider.configure(request)),
    upgradeState: (request) =>
      calls.call("upgrade state", { type: request.type, version: request.version }, () =>
        provider.upgradeState(request),
      ),
    ...(provider.upgradeIdentity && {
      upgradeIdentity: (request) =>
        calls.call("upgrade identity", { type: request.type, version: request.version }, () =>
          (provider.upgradeIdentity ?? missingCall)(request),
        ),
    }),
    ...(provider.moveState && {
      moveState: (request) =>
        calls.call("move state", { type: request.type, from: request.sourceType }, () =>
          (provider.moveState ?? missingCall)(request),
        ),
    }),
    read: (request) =>
      calls.call(
        "read",
        { type: request.type, id: idOf(request.state) },
        () => provider.read(request),
        ({ value }) => ({
          gone: value?.state.isNull,
          changed: value && changedNames(request.state, value.state),
        }),
      ),
    plan: (request) =>
      calls.call(
        "plan",
        { type: request.type, id: idOf(request.prior), does: doingOf(request.prior, request.proposed) },
        () => provider.plan(request),
        ({ value }) => ({
          changed: value && changedNames(request.prior, value.planned),
          requires_replace: value && pathNames(value.requiresReplace),
        }),
      ),
    apply: (request) =>
      calls.call(
        "apply",
        {
          type: request.type,
          id: idOf(request.prior),
          does: doingOf(request.prior, request.planned),
          operation: request.operationId,
        },
        () => provider.apply(request),
        ({ value }) => ({ made: value === undefined ? undefined : idOf(value.state) }),
      ),
    import: (request) =>
      calls.call(
        "import",
        { type: request.type, id: request.id },
        () => provider.import(request),
        ({ value }) => ({ found: value?.imported.length }),
      ),
    readData: (request) =>
      calls.call("read data", { type: request.type, given: setNames(request.config) }, () =>
        provider.readData(request),
      ),
    ...(provider.ephemeral && { ephemeral: loggedEphemeral(provider.ephemeral, calls) }),
    ...(provider.actions && { actions: loggedActions(provider.actions, calls) }),
    ...(provider.lists && { lists: loggedLists(provider.lists, calls) }),
    close: async () => {
      await provider.close();
      calls.tell("info", "provider: closed");
    },
  };
  return isRecovering(provider) ? withRecovery(logged, provider, calls) : logged;
}

function loggedActions(actions: ActionCalls, calls: CallLog): ActionCalls {
  const told = ({ type, config }: { readonly type: string; readonly config: Value }): LogFields => ({
    type,
    given: setNames(config),
  });
  return {
    validate: (request) => calls.call("validate action", told(request), () => actions.validate(request)),
    plan: (request) => calls.call("plan action", told(request), () => actions.plan(request)),
    invoke: (request) => calls.call("invoke", told(request), () => actions.invoke(request)),
  };
}

/** Of what is found the number is told. */
function loggedLists(lists: ListCalls, calls: CallLog): ListCalls {
  return {
    validate: ({ type, config }) =>
      calls.call("validate list", { type, given: setNames(config) }, () => lists.validate({ type, config })),
    async *list(request) {
      const told = { type: request.type, given: setNames(request.config), limit: request.limit };
      calls.tell("trace", "provider: list asked", told);
      let found = 0;
      for await (const answer of lists.list(request)) {
        if (answer.value !== undefined) found += 1;
        yield answer;
      }
      calls.tell("debug", "provider: list answered", { ...told, found });
    },
  };
}

function missingCall(): never {
  throw new Error("a provider lost a call that it had");
}

/** Of what is ephemeral not even an ID is told. */
function loggedEphemeral(ephemeral: EphemeralCalls, calls: CallLog): EphemeralCalls {
  return {
    validate: (request) =>
      calls.call("validate ephemeral", { type: request.type }, () => ephemeral.validate(request)),
    open: (request) =>
      calls.call("open", { type: request.type, given: setNames(request.config) }, () =>
        ephemeral.open(request),
      ),
    renew: (request) => calls.call("renew", { type: request.type }, () => ephemeral.renew(request)),
    close: (request) => calls.call("close", { type: request.type }, () => ephemeral.close(request)),
  };
}

function isRecovering(provider: Provider): provider is RecoveringProvider {
  return "recover" in provider && typeof provider.recover === "function";
}

function withRecovery(logged: Provider, provider: RecoveringProvider, calls: CallLog): RecoveringProvider {
  return {
    ...logged,
    recover: (request) =>
      calls.call(
        "recover",
        { type: request.type, operation: request.operationId },
        () => provider.recover(request),
        ({ value }: Outcome<{ readonly state: Value | undefined }>) => ({
          found: value?.state !== undefined,
        }),
      ),
  };
}
