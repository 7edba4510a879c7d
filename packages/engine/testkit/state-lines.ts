import { formatInstance } from "@tutti/addresses";
import type { State } from "@tutti/state";
import { encodeJson, formatPath } from "@tutti/values";

/** Each object of a state, with what it depends on; and the outputs. */
export function stateLines(state: State): readonly string[] {
  const lines: string[] = [];
  for (const { address, instances } of state.resources.values()) {
    for (const [key, { current, deposed, providerKey }] of instances) {
      const own = formatInstance({ ...address, key });
      for (const object of [...(current === undefined ? [] : [current]), ...deposed.values()]) {
        const words = [own, ...(object === current ? [] : ["(deposed)"]), object.attributesJson];
        if (object.status === "tainted") words.push("tainted");
        if (object.createBeforeDestroy) words.push("created first");
        if (object.dependencies.length > 0) words.push(`behind ${[...object.dependencies].join(" ")}`);
        if (object.sensitivePaths.length > 0)
          words.push(`sensitive ${object.sensitivePaths.map(formatPath).join(" ")}`);
        if (providerKey !== undefined) words.push(`kept by ${JSON.stringify(providerKey)}`);
        lines.push(words.join(" "));
      }
    }
  }
  for (const [name, { value, sensitive }] of state.outputs)
    lines.push(`output ${name} ${sensitive ? "sensitive " : ""}${encodeJson(value)}`);
  return lines.sort();
}
