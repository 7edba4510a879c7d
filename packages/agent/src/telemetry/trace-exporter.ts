import { fromUnknown, type Runtime, type Timer } from "@tutti/runtime";

/** Sent together, at most. */
const BATCH_MAX = 512;
/** That wait to be sent; beyond it new ones are dropped, and that told once. */
const WAITING_MAX = 2_048;
const SEND_EVERY_MS = 5_000;
const SEND_MS_MAX = 10_000;

/** A request that was answered. */
interface RequestSpan {
  /** `kv.read`. */
  readonly route: string;
  readonly method: string;
  /** The route's path, with names in braces: what is asked for may be secret. */
  readonly path: string;
  readonly status: number;
  /** Of the wall clock. */
  readonly startMs: number;
  readonly durationMs: number;
  /** The header of that name: of which trace it is part. */
  readonly traceparent: string | undefined;
}

/** Sends spans to a collector by OTLP over HTTP, in its JSON form. */
export interface TraceExporter {
  add(span: RequestSpan): void;
  /** Sends what waits. */
  close(): Promise<void>;
}

/** By the variables of OpenTelemetry (`OTEL_EXPORTER_OTLP_ENDPOINT` …); undefined where there is no endpoint. */
export function createTraceExporter(
  { clock, environment, network, random }: Pick<Runtime, "clock" | "environment" | "network" | "random">,
  warn: (line: string) => void,
): TraceExporter | undefined {
  const { variables } = environment;
  const endpoint = endpointOf(variables);
  if (endpoint === undefined) return undefined;
  const url: string = endpoint;
  const headers = { ...headersOf(variables), "Content-Type": "application/json" };
  const service = variables.get("OTEL_SERVICE_NAME") || "tutti-agent";
  let waiting: object[] = [];
  let timer: Timer | undefined;
  let sending: Promise<void> = Promise.resolve();
  let hasWarned = false;

  function warnOnce(why: string): void {
    if (!hasWarned) warn(`traces: ${why}`);
    hasWarned = true;
  }

  async function send(): Promise<void> {
    while (waiting.length > 0) {
      const spans = waiting.splice(0, BATCH_MAX);
      const body = JSON.stringify(tracesOf(service, spans));
      try {
        const request = { method: "POST", url, headers, body, timeoutMs: SEND_MS_MAX, bodyMax: 16 << 10 };
        const { status } = await network.request(request);
        if (status >= 300) warnOnce(`the collector answers ${status}`);
        else hasWarned = false;
      } catch (error) {
        warnOnce(`the collector cannot be asked: ${fromUnknown(error, "traces").message}`);
      }
    }
  }

  function arm(): void {
    timer ??= clock.after(
      SEND_EVERY_MS,
      () => {
        timer = undefined;
        sending = sending.then(send);
      },
      { unref: true },
    );
  }

  return {
    add(span) {
      if (waiting.length >= WAITING_MAX)
        return warnOnce(`more than ${WAITING_MAX} wait to be sent; others are dropped`);
      waiting.push(spanOf(span, random));
      arm();
    },
    async close() {
      timer?.cancel();
      await sending;
      await send();
      waiting = [];
    },
  };
}

function endpointOf(variables: ReadonlyMap<string, string>): string | undefined {
  const isOff =
    variables.get("OTEL_SDK_DISABLED")?.toLowerCase() === "true" ||
    variables.get("OTEL_TRACES_EXPORTER") === "none";
  if (isOff) return undefined;
  const own = variables.get("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") ?? "";
  if (own !== "") return own;
  const base = variables.get("OTEL_EXPORTER_OTLP_ENDPOINT") ?? "";
  return base === "" ? undefined : `${base.replace(/\/+$/, "")}/v1/traces`;
}

/** `name=value,name=value`, values escaped as in a URL. */
function headersOf(variables: ReadonlyMap<string, string>): Readonly<Record<string, string>> {
  const text =
    variables.get("OTEL_EXPORTER_OTLP_TRACES_HEADERS") ?? variables.get("OTEL_EXPORTER_OTLP_HEADERS") ?? "";
  const pairs = text.split(",").flatMap((pair): (readonly [string, string])[] => {
    const at = pair.indexOf("=");
    return at < 1 ? [] : [[pair.slice(0, at).trim(), unescaped(pair.slice(at + 1).trim())]];
  });
  return Object.fromEntries(pairs);
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const SERVER_KIND = 2;
const STATUS_ERROR = 2;

function spanOf(span: RequestSpan, random: Runtime["random"]): object {
  // W3C: version, trace, parent, flags.
  const [, trace, parent] =
    /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}/.exec(span.traceparent ?? "") ?? [];
  const isPart = trace !== undefined && !/^0+$/.test(trace) && !/^0+$/.test(parent ?? "");
  const hex = (): string => random.uuid().replaceAll("-", "");
  return {
    traceId: isPart ? trace : hex(),
    spanId: hex().slice(0, 16),
    ...(isPart ? { parentSpanId: parent } : {}),
    name: `${span.method} ${span.path}`,
    kind: SERVER_KIND,
    startTimeUnixNano: nanos(span.startMs),
    endTimeUnixNano: nanos(span.startMs + span.durationMs),
    attributes: [
      textAttribute("http.request.method", span.method),
      textAttribute("http.route", span.path),
      textAttribute("tutti.route", span.route),
      { key: "http.response.status_code", value: { intValue: String(span.status) } },
    ],
    ...(span.status >= 500 ? { status: { code: STATUS_ERROR } } : {}),
  };
}

function tracesOf(service: string, spans: readonly object[]): object {
  const resource = { attributes: [textAttribute("service.name", service)] };
  return { resourceSpans: [{ resource, scopeSpans: [{ scope: { name: "tutti" }, spans }] }] };
}

function textAttribute(key: string, stringValue: string): object {
  return { key, value: { stringValue } };
}

/** As a text: it is wider than a JSON number. */
function nanos(ms: number): string {
  return String(BigInt(Math.round(ms * 1_000)) * 1_000n);
}
