import { type Decoded, proxyRecord } from "@tutti/server";
import type { CHECK_DEFINITION, SERVICE_DEFINITION } from "./bodies.ts";
import type { CheckRegistration, OwnerRegistration, ServiceRegistration } from "./registration.ts";

type ServiceBody = Decoded<typeof SERVICE_DEFINITION>;
type CheckBody = Decoded<typeof CHECK_DEFINITION>;
type SidecarBody = NonNullable<NonNullable<ServiceBody["Connect"]>["SidecarService"]>;
type CheckOfService = ServiceBody["Check"];
type Probe = Omit<CheckOfService, "CheckID">;

/** A body as a registration: without what says nothing, durations in milliseconds. */
export function serviceRegistration(body: ServiceBody): ServiceRegistration {
  const { Connect, Owner, ...rest } = body;
  const sidecar = Connect?.SidecarService;
  return {
    ...commonRegistration(rest),
    ...(Connect === undefined
      ? {}
      : {
          Connect: {
            ...said({ Native: Connect.Native }),
            ...(sidecar === undefined ? {} : { SidecarService: sidecarRegistration(sidecar) }),
          },
        }),
    ...(Owner === undefined ? {} : { Owner: ownerRegistration(Owner) }),
  };
}

function ownerRegistration({ Grace, ...rest }: NonNullable<ServiceBody["Owner"]>): OwnerRegistration {
  return { ...said(rest), ...(Grace === undefined ? {} : { Grace: Grace / 1e6 }) };
}

function sidecarRegistration({ Connect, ...rest }: SidecarBody): ServiceRegistration {
  return {
    ...commonRegistration(rest),
    ...(Connect === undefined
      ? {}
      : {
          Connect: {
            ...said({ Native: Connect.Native }),
            // Whatever it holds: that it is there at all is the mistake.
            ...(Connect.SidecarService === null ? {} : { SidecarService: {} }),
          },
        }),
  };
}

function commonRegistration(body: Omit<SidecarBody, "Connect">): ServiceRegistration {
  const { Check, Checks, Weights, Proxy: proxy, ...rest } = body;
  const check = ofServiceRegistration(Check);
  return {
    ...said(rest),
    ...(Object.keys(check).length === 0 ? {} : { Check: check }),
    ...(Checks === null
      ? {}
      : { Checks: Checks.flatMap((one) => (one === undefined ? [] : [ofServiceRegistration(one)])) }),
    ...(Weights === undefined ? {} : { Weights }),
    ...(proxy === undefined ? {} : { Proxy: ofAgent(proxyRecord(proxy)) }),
  };
}

/** Who registers with an agent means a service where nothing else is said. */
function ofAgent(proxy: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { Upstreams: all } = proxy;
  if (!Array.isArray(all)) return proxy;
  const Upstreams = all.map((one: Readonly<Record<string, unknown>>) => ({
    ...one,
    DestinationType: one["DestinationType"] === "" ? "service" : one["DestinationType"],
  }));
  return { ...proxy, Upstreams };
}

function ofServiceRegistration({ CheckID, ...rest }: CheckOfService): CheckRegistration {
  return { ...said({ CheckID }), ...probeRegistration(rest) };
}

/** A check that is registered alone. */
export function checkRegistration(body: CheckBody): CheckRegistration {
  const { ID, ServiceID, Token, ...rest } = body;
  return { ...said({ ID, ServiceID, Token }), ...probeRegistration(rest) };
}

function probeRegistration(body: Probe): CheckRegistration {
  const { Header, ScriptArgs, Interval, Timeout, TTL, DeregisterCriticalServiceAfter, Process, ...rest } =
    body;
  return {
    ...said(rest),
    ...said({ Args: ScriptArgs }),
    ...(Header === null
      ? {}
      : { Header: Object.fromEntries(Object.entries(Header).map(([name, values]) => [name, values ?? []])) }),
    ...milliseconds({ Interval, Timeout, TTL, DeregisterCriticalServiceAfter }),
    ...(Process === undefined ? {} : { Process: said(Process) }),
  };
}

type Said<T> = { readonly [K in keyof T]?: Exclude<T[K], null | undefined> };

/** The fields that say something. */
function said<T extends object>(body: T): Said<T> {
  const isSaid = (value: unknown): boolean =>
    value !== undefined && value !== null && value !== "" && value !== 0 && value !== false;
  // What is left has the types that it had.
  return Object.fromEntries(Object.entries(body).filter(([, value]) => isSaid(value))) as Said<T>;
}

/** Nanoseconds in milliseconds; a negative time says something, none says nothing. */
function milliseconds<K extends string>(times: Readonly<Record<K, number>>): Partial<Record<K, number>> {
  const entries = Object.entries<number>(times).filter(([, ns]) => ns !== 0);
  return Object.fromEntries(entries.map(([name, ns]) => [name, ns / 1e6])) as Partial<Record<K, number>>;
}
