import { parseTarget } from "@tutti/addresses";
import type { CheckResult } from "@tutti/state";
import type { Json } from "@tutti/values";
import { objectJson } from "./value-json.ts";

const KINDS: Readonly<Record<CheckResult["objectKind"], string>> = {
  resource: "resource",
  output: "output_value",
  check: "check",
  var: "var",
};

/** Results of conditions as plans and states list them. */
export function checksJson(results: readonly CheckResult[]): Json {
  return results
    .toSorted((a, b) => (a.configAddress < b.configAddress ? -1 : 1))
    .map((result) =>
      objectJson({
        address: configJson(result),
        status: result.status,
        instances:
          result.objects.length === 0
            ? undefined
            : inOrder(result.objects).map(({ address, status, failureMessages }) =>
                objectJson({
                  address: instanceJson(result, address),
                  status,
                  problems:
                    failureMessages.length === 0
                      ? undefined
                      : failureMessages.map((message) => ({ message })),
                }),
              ),
      }),
    );
}

/** As Terraform sorts them: by the text of the address. */
function inOrder(objects: CheckResult["objects"]): CheckResult["objects"] {
  return objects.toSorted((a, b) => (a.address < b.address ? -1 : 1));
}

function configJson({ objectKind, configAddress }: CheckResult): Json {
  const { module, rest } = splitModule(configAddress);
  const parts = rest.split(".");
  const data = parts[0] === "data";
  const resource = objectKind === "resource";
  return objectJson({
    kind: KINDS[objectKind],
    mode: resource ? (data ? "data" : "managed") : undefined,
    module,
    name: parts.at(-1),
    to_display: configAddress,
    type: resource ? parts.at(-2) : undefined,
  });
}

function instanceJson({ objectKind }: CheckResult, address: string): Json {
  const { module } = splitModule(address);
  const parsed = objectKind === "resource" ? parseTarget(address) : undefined;
  const key = parsed?.ok === true && parsed.value.kind === "instance" ? parsed.value.instance.key : undefined;
  return objectJson({ instance_key: key, module, to_display: address });
}

/** `module.a["x.y"].b.c` without being misled by dots in keys. */
function splitModule(address: string): { readonly module: string | undefined; readonly rest: string } {
  const match = /^((?:module\.[^.[]+(?:\[(?:\d+|"(?:[^"\\]|\\.)*")\])?\.)+)(.*)$/s.exec(address);
  if (match === null) return { module: undefined, rest: address };
  return { module: match[1]?.slice(0, -1), rest: match[2] ?? "" };
}
