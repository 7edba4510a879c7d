import { createStop } from "@tutti/runtime";
import { rawEquals, Value } from "@tutti/values";
import type { Outcome, Private } from "./answer.ts";
import { impliedType } from "./implied-type.ts";
import type { ListedObject } from "./lists.ts";
import { fromPlain, type Plain, type PlainRecord } from "./plain.ts";
import { mapAttributes } from "./plan-block.ts";
import type { ObjectAnswer, RecoveringProvider } from "./provider.ts";
import type { BlockSchema } from "./schema.ts";

/** One resource type of a provider, to be walked through its whole life. */
export interface ContractSubject {
  readonly type: string;
  /** A provider that is configured and ready. */
  readonly open: () => Promise<RecoveringProvider>;
  readonly config: PlainRecord;
  /** A configuration that the provider can reach in place; undefined where it has none. */
  readonly updated?: PlainRecord;
  /** A configuration that needs a new object. */
  readonly replaced?: PlainRecord;
  /** The attribute that `import` takes, and names that an imported object cannot know. */
  readonly importBy?: { readonly attribute: string; readonly ignore?: readonly string[] };
  /** What its list is asked for, where all that there is does not do. */
  readonly listBy?: PlainRecord;
  /** False where nothing exists outside of the state, so that nothing can be found again. */
  readonly recovers: boolean;
}

/** More than a test makes. */
const LIST_LIMIT = 10_000;

const OPERATION = "contract-operation-";

/**
 * What every provider of ours must hold, whatever it manages: create, read,
 * plan nothing, update, replace, import, recover, delete twice. Rejects with
 * what was broken. Free of any test framework, so that providers of others
 * can run it too.
 */
export async function checkProviderContract(subject: ContractSubject, run: string): Promise<void> {
  const provider = await subject.open();
  const life = new Life(provider, subject, run);
  try {
    await life.walk();
  } finally {
    await life.end();
    await provider.close();
  }
}

class Life {
  readonly #provider: RecoveringProvider;
  readonly #subject: ContractSubject;
  readonly #block: BlockSchema;
  readonly #signal = createStop().signal;
  readonly #run: string;
  #state: Value;
  #private: Private;
  /** What the provider last said of what tells the object apart. */
  #identity: Value | undefined;
  #count = 0;
  /** The last object that was there. */
  #last: Value | undefined;

  constructor(provider: RecoveringProvider, subject: ContractSubject, run: string) {
    this.#provider = provider;
    this.#subject = subject;
    this.#run = run;
    const schema = provider.schema().resourceTypes.get(subject.type);
    if (schema === undefined) throw new Error(`the provider has no type ${subject.type}`);
    this.#block = schema.block;
    this.#state = this.#null();
  }

  async walk(): Promise<void> {
    const { config, updated, replaced, recovers } = this.#subject;
    const planned = await this.#apply(config, "create");
    await this.#unchanged(config, "after create");
    if (recovers) await this.#recovers(planned);
    await this.#imports(config);
    await this.#isListed(true);
    if (updated !== undefined) {
      await this.#apply(updated, "update");
      await this.#unchanged(updated, "after update");
    }
    if (replaced !== undefined) {
      const { replace } = await this.#plan(replaced);
      this.#holds(replace, "a change that needs a new object says so");
      await this.#delete();
      await this.#apply(replaced, "create");
      await this.#unchanged(replaced, "after replace");
    }
    await this.#delete();
    await this.#isListed(false);
    // Once more, of what is gone.
    await this.#delete();
  }

  /** Whatever was left by a broken promise goes. */
  async end(): Promise<void> {
    if (!this.#state.isNull) await this.#delete();
  }

  async #apply(config: PlainRecord, verb: "create" | "update"): Promise<Value> {
    const { planned, replace } = await this.#plan(config);
    this.#holds(!replace, `${verb} needs no new object`);
    const outcome = await this.#provider.apply({
      type: this.#subject.type,
      prior: this.#state,
      planned,
      config: this.#value(config),
      private: this.#private,
      operationId: this.#operation(),
      signal: this.#signal,
    });
    this.#take(outcome, verb);
    this.#holds(this.#state.isWhollyKnown, `everything is known after ${verb}`);
    this.#agrees(planned, this.#state, `${verb} gives what was planned`);
    return planned;
  }

  async #unchanged(config: PlainRecord, when: string): Promise<void> {
    await this.#read();
    this.#holds(!this.#state.isNull, `it is there ${when}`);
    const { planned } = await this.#plan(config);
    this.#agrees(planned, this.#state, `nothing is planned ${when}`);
    this.#holds(rawEquals(planned, this.#state), `nothing is planned ${when}`);
  }

  async #recovers(planned: Value): Promise<void> {
    const request = { type: this.#subject.type, planned, signal: this.#signal };
    const found = await this.#provider.recover({ ...request, operationId: this.#operation() });
    this.#clean(found, "recover");
    const state = found.value?.state;
    this.#holds(state !== undefined, "recover finds what the operation made");
    if (state !== undefined) this.#agrees(this.#state, state, "recover gives what is there");
    const none = await this.#provider.recover({ ...request, operationId: `${OPERATION}never` });
    this.#holds(none.value?.state === undefined, "recover finds nothing of an operation that made nothing");
  }

  async #imports(config: PlainRecord): Promise<void> {
    const by = this.#subject.importBy;
    if (by === undefined) return;
    const id = this.#state.asEntries.get(by.attribute)?.asString ?? "";
    const outcome = await this.#provider.import({ type: this.#subject.type, id, signal: this.#signal });
    this.#clean(outcome, "import");
    const imported = outcome.value?.imported[0]?.state;
    if (imported === undefined) throw new Error("import gives an object");
    const kept = this.#state;
    this.#state = mapAttributes(imported, (name, value) =>
      by.ignore?.includes(name) === true ? (kept.asEntries.get(name) ?? value) : value,
    );
    await this.#unchanged(config, "after import");
    this.#state = kept;
    await this.#importsByIdentity(imported);
  }

  /** Of a type that has identities, the same object is found by its own. */
  async #importsByIdentity(imported: Value): Promise<void> {
    const { type } = this.#subject;
    const identity = this.#identity;
    if (this.#provider.schema().identities?.get(type) === undefined) return;
    if (identity === undefined) throw new Error(`${type} breaks the contract: its objects have an identity`);
    const outcome = await this.#provider.import({ type, id: "", identity, signal: this.#signal });
    this.#clean(outcome, "import by identity");
    const [found] = outcome.value?.imported ?? [];
    this.#holds(found !== undefined && rawEquals(found.state, imported), "import by identity finds the same");
    this.#keepsIdentity(found?.identity, "import by identity");
  }

  /** Of a type that can be listed, the object is among those that are there, with what `import` gives of it. */
  async #isListed(there: boolean): Promise<void> {
    const { type } = this.#subject;
    const { lists } = this.#provider;
    const schema = this.#provider.schema().lists?.get(type);
    const identity = this.#identity;
    if (schema === undefined || lists === undefined || identity === undefined) return;
    const config = fromPlain(impliedType(schema.block), this.#subject.listBy ?? {});
    const request = { type, config, signal: this.#signal, limit: LIST_LIMIT, includeObject: true };
    const found: (ListedObject | undefined)[] = [];
    for await (const answer of lists.list(request)) {
      this.#holds(!answer.diagnostics.some(({ severity }) => severity === "error"), "a list finds no errors");
      found.push(answer.value);
    }
    const own = found.filter((one) => one !== undefined && rawEquals(one.identity, identity));
    this.#holds(own.length === (there ? 1 : 0), `a list has it ${there ? "once" : "no more"}`);
    if (!there) return;
    const imported = await this.#provider.import({ type, id: "", identity, signal: this.#signal });
    const [same] = imported.value?.imported ?? [];
    const state = own[0]?.state;
    this.#holds(
      state !== undefined && same !== undefined && rawEquals(state, same.state),
      "a list gives what import gives",
    );
    let count = 0;
    for await (const _ of lists.list({ ...request, limit: 1, includeObject: false })) count += 1;
    this.#holds(count === 1, "a list gives no more than its limit");
  }

  /** It is known as a whole, and never another one. */
  #keepsIdentity(identity: Value | undefined, doing: string): void {
    if (identity === undefined) return;
    this.#holds(identity.isWhollyKnown && !identity.isNull, `the identity is known after ${doing}`);
    const before = this.#identity;
    this.#holds(before === undefined || rawEquals(before, identity), `the identity stays through ${doing}`);
    this.#identity = identity;
  }

  async #read(): Promise<void> {
    const { type } = this.#subject;
    const outcome = await this.#provider.read({
      type,
      state: this.#state,
      private: this.#private,
      signal: this.#signal,
    });
    this.#take(outcome, "read");
  }

  async #plan(config: PlainRecord): Promise<{ readonly planned: Value; readonly replace: boolean }> {
    const value = this.#value(config);
    const outcome = await this.#provider.plan({
      type: this.#subject.type,
      prior: this.#state,
      proposed: value,
      config: value,
      private: this.#private,
      signal: this.#signal,
    });
    this.#clean(outcome, "plan");
    if (outcome.value === undefined) throw new Error("plan gives a plan");
    return { planned: outcome.value.planned, replace: outcome.value.requiresReplace.length > 0 };
  }

  async #delete(): Promise<void> {
    const before = this.#last ?? this.#state;
    const outcome = await this.#provider.apply({
      type: this.#subject.type,
      prior: this.#state.isNull ? before : this.#state,
      planned: this.#null(),
      config: this.#null(),
      private: this.#private,
      operationId: `${OPERATION}${this.#run}-delete`,
      signal: this.#signal,
    });
    if (!this.#state.isNull) this.#last = this.#state;
    this.#take(outcome, "delete");
    this.#holds(this.#state.isNull, "nothing is left after delete");
    this.#count += 1;
  }

  #operation(): string {
    return `${OPERATION}${this.#run}-${this.#count}`;
  }

  #take(outcome: Outcome<ObjectAnswer>, doing: string): void {
    if (outcome.value !== undefined) {
      this.#state = outcome.value.state;
      this.#private = outcome.value.private;
    }
    this.#clean(outcome, doing);
    if (this.#state.isNull) this.#identity = undefined;
    else this.#keepsIdentity(outcome.value?.identity, doing);
  }

  #clean(outcome: Outcome<unknown>, doing: string): void {
    const [first] = outcome.diagnostics;
    if (first !== undefined) throw new Error(`${doing}: ${first.summary}: ${first.detail}`);
  }

  /** Where `wanted` is known, `got` is the same. */
  #agrees(wanted: Value, got: Value, what: string): void {
    for (const [name, value] of wanted.asEntries) {
      const other = got.asEntries.get(name);
      if (!value.isWhollyKnown || other === undefined) continue;
      this.#holds(rawEquals(value, other), `${what}: "${name}" differs`);
    }
  }

  #holds(condition: boolean, what: string): void {
    if (!condition) throw new Error(`${this.#subject.type} breaks the contract: ${what}`);
  }

  #value(config: PlainRecord): Value {
    const blocks: Record<string, Plain> = {};
    for (const [name, nested] of this.#block.blocks) {
      if (nested.nesting === "list" || nested.nesting === "set") blocks[name] = [];
      if (nested.nesting === "map") blocks[name] = {};
    }
    return fromPlain(impliedType(this.#block), { ...blocks, ...config });
  }

  #null(): Value {
    return Value.null(impliedType(this.#block));
  }
}
