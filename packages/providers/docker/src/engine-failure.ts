import type { ErrorKind } from "@tutti/errors";
import { failureOf, ProviderFailure, providerError } from "@tutti/plugin";
import { EngineError } from "./engine-client.ts";
import { dockerError } from "./errors.ts";

interface Advice {
  readonly pattern: RegExp;
  readonly kind: ErrorKind;
  readonly advice: (match: RegExpExecArray) => string;
}

/** What the engine says, and what the user can do about it. The first that fits counts. */
const ADVICE: readonly Advice[] = [
  {
    pattern:
      /(?:Bind for (\S+) failed: port is already allocated|listen tcp\d? (\S+?): bind: address already in use)/,
    kind: providerError("port-in-use"),
    advice: (match) =>
      `The port ${match[1] ?? match[2]} of the engine's machine is taken. Stop what listens there, choose another "external" port, or leave it out to get a free one.`,
  },
  {
    pattern: /network (\S+) not found/,
    kind: dockerError("network-not-found"),
    advice: (match) =>
      `The engine has no network "${match[1]}". Declare it as a docker_network and refer to its name, or create it.`,
  },
  {
    pattern: /has active endpoints/,
    kind: dockerError("network-in-use"),
    advice: () =>
      "Containers that are not in this configuration are still connected to it; disconnect or remove them.",
  },
  {
    pattern: /executable file not found|no such file or directory: unknown/,
    kind: dockerError("command-not-found-in-the-image"),
    advice: () => "The container's command or entrypoint names a program that the image does not have.",
  },
  {
    pattern: /no space left on device/,
    kind: dockerError("no-space-left-on-the-engines-disk"),
    advice: () => "Free some, for example with: docker system prune.",
  },
  {
    pattern: /volume is in use/,
    kind: dockerError("volume-in-use"),
    advice: () => "Containers that are not in this configuration still use it; remove them.",
  },
  {
    pattern: /Pool overlaps with other one|could not find an available,? non-overlapping/,
    kind: dockerError("subnet-in-use"),
    advice: () => "Another network has that address range; choose another subnet in ipam_config.",
  },
];

/** Whatever went wrong with the engine, as one failure that says what to do. */
export function engineFailure(error: unknown, doing: string): ProviderFailure {
  if (!(error instanceof EngineError)) return failureOf(error, doing);
  for (const { pattern, kind, advice } of ADVICE) {
    const match = pattern.exec(error.message);
    if (match !== null) {
      return new ProviderFailure(
        kind,
        `Could not ${doing}. ${advice(match)} The engine said: ${error.message}`,
        {
          cause: error,
        },
      );
    }
  }
  return new ProviderFailure(
    providerError("provider-call-failed", verbOf(doing)),
    `Could not ${doing}: ${error.message}.`,
    {
      cause: error,
    },
  );
}

/** Without the name, so that the summary is the same for all. */
function verbOf(doing: string): string {
  return doing.replace(/ "[^"]*"/g, "");
}
