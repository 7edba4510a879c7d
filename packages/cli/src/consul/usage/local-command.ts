import type { Command, CommandContext } from "../../command/command.ts";
import { type FlagSpecs, type FlagValues, parseFlags } from "../../command/flags.ts";
import { refuseFlags, showsHelp, usageText } from "./usage.ts";

interface LocalCall<S extends FlagSpecs> extends CommandContext {
  readonly flags: FlagValues<S>;
  /** What stands behind the flags. */
  readonly rest: readonly string[];
}

export interface LocalCommandSpec<S extends FlagSpecs> {
  readonly summary: string;
  /** Behind the product's name: `tls ca create [options]`. */
  readonly usage: string;
  readonly flags: S;
  readonly run: (call: LocalCall<S>) => Promise<number>;
}

/** A command of Consul's half that asks no agent. */
export function localCommand<const S extends FlagSpecs>(spec: LocalCommandSpec<S>): Command {
  return {
    summary: spec.summary,
    flags: spec.flags,
    async run(context) {
      const usage = usageText(spec, context);
      if (showsHelp(context, usage)) return 0;
      const { error, values, rest } = parseFlags(spec.flags, context.args, context.flagWatcher);
      return error === undefined
        ? spec.run({ ...context, flags: values, rest })
        : refuseFlags(context, error, usage);
    },
  };
}
