import { callFunc, DYNAMIC, FuncError } from "@tutti/values";
import { encodeFunction } from "./encode-schema.ts";
import type { Handlers } from "./handlers.ts";
import type { Bytes, ServedProvider } from "./served-provider.ts";

interface Asked {
  readonly name: string;
  readonly arguments: readonly Bytes[];
}

/** Functions of a provider of this program. */
export function functionHandlers({ provider, schema, codec }: ServedProvider): Handlers<Asked> {
  const { functions } = schema;
  if (functions === undefined) return {};
  return {
    getFunctions: async () => ({
      functions: Object.fromEntries([...functions].map(([name, one]) => [name, encodeFunction(one)])),
    }),
    callFunction: async ({ name, arguments: given }) => {
      const func = (await provider.functions?.())?.get(name);
      const described = functions.get(name);
      if (func === undefined || described === undefined)
        return { error: { text: `there is no function ${name}` } };
      const { parameters, variadic, returnType } = described;
      const args = given.map((bytes, at) =>
        codec.decode(bytes, (parameters[at] ?? variadic)?.type ?? DYNAMIC),
      );
      const result = callFunc(func, args);
      if (!(result instanceof FuncError)) return { result: codec.encode(result, returnType) };
      const { message: text, argument } = result;
      return {
        error: { text, ...(argument === undefined ? {} : { functionArgument: BigInt(argument) }) },
      };
    },
  };
}
