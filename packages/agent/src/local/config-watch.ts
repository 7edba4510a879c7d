import { type Clock, createStop } from "@tutti/runtime";
import { type Outcome, Refusal, refuse, type ServiceConfig } from "@tutti/server";
import { goQuote } from "@tutti/values";
import type { AskedServers } from "../asked-servers.ts";
import { agentError } from "../errors.ts";
import { type ConfigQuestion, configQuestion } from "./central-config.ts";
import type { LocalService } from "./local-records.ts";
import type { LocalState } from "./local-state.ts";
import type { ServiceRegistration } from "./registration.ts";
import { serviceId, serviceRecord } from "./service-record.ts";

function questionOf(service: LocalService | undefined): ConfigQuestion | undefined {
  return service === undefined ? undefined : configQuestion({ ...service.record, Proxy: service.ownProxy });
}

/** After a question that nobody answered, or that was refused. */
const RETRY_MS = 15_000;

export interface ConfigWatchOptions {
  readonly local: LocalState;
  readonly servers: Pick<AskedServers, "read">;
  readonly clock: Pick<Clock, "after">;
  /** With what a service without a token of its own is asked for. */
  readonly agentToken: () => string;
}

/** What config entries say for this agent's proxies and gateways, and keeps saying. */
export interface ConfigWatch {
  /** As it is now; undefined for a service that they have no word in. */
  read(registration: ServiceRegistration): Promise<Outcome<ServiceConfig | undefined>>;
  stop(): void;
}

/** Each proxy and gateway of the local state has one read that waits, for as long as it is there and asks for the same. */
export function startConfigWatch({ local, servers, clock, agentToken }: ConfigWatchOptions): ConfigWatch {
  const followed = new Map<string, { readonly key: string; stop(): void }>();
  const tokenOf = (token: string | undefined): string => token || agentToken();

  const follow = async (id: string, key: string, gone: AbortSignal): Promise<void> => {
    let index = 0;
    while (!gone.aborted) {
      const service = local.services.get(id);
      const question = questionOf(service);
      if (service === undefined || question === undefined) return;
      const token = tokenOf(service.registration.Token);
      const answer = await servers.read(question, { token, index }, gone);
      if (gone.aborted) return;
      if (answer instanceof Refusal || answer.value === undefined) {
        await new Promise<void>((resolve) => {
          const timer = clock.after(RETRY_MS, resolve, { unref: true });
          gone.addEventListener("abort", () => {
            timer.cancel();
            resolve();
          });
        });
        continue;
      }
      index = answer.index;
      if (followed.get(id)?.key === key) local.setCentralConfig(id, answer.value);
    }
  };

  const unhear = local.onChange(({ kind, id }) => {
    if (kind !== "service") return;
    const service = local.services.get(id);
    const question = questionOf(service);
    const key =
      question === undefined ? "" : JSON.stringify([question, tokenOf(service?.registration.Token)]);
    if ((followed.get(id)?.key ?? "") === key) return;
    followed.get(id)?.stop();
    followed.delete(id);
    if (key === "") return;
    const stop = createStop();
    followed.set(id, { key, stop: () => stop.abort(new Error("nobody follows it any more")) });
    void follow(id, key, stop.signal);
  });

  return {
    async read(registration) {
      const question = configQuestion(serviceRecord(registration, ""));
      if (question === undefined) return undefined;
      const answer = await servers.read(question, { token: tokenOf(registration.Token) });
      const mistake = answer instanceof Refusal ? answer.text : "Permission denied";
      const found = answer instanceof Refusal ? undefined : answer.value;
      return (
        found ?? refuse(agentError("service-config-unreadable", goQuote(serviceId(registration)), mistake))
      );
    },
    stop() {
      unhear();
      for (const one of followed.values()) one.stop();
      followed.clear();
    },
  };
}
