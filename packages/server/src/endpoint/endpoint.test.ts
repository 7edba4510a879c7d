import { declareErrors } from "@tutti/errors";
import { createMemoryStore, type Store, type Transaction } from "@tutti/store";
import { describe, expect, test } from "vitest";
import type { Authorizer } from "../rights/authorizer.ts";
import { type Need, right } from "../rights/right.ts";
import { Draft } from "../state/draft.ts";
import { Refusal, refuse } from "../state/refusal.ts";
import { StateStore } from "../state/state-store.ts";
import { Table } from "../state/table.ts";
import { type Endpoint, type EndpointDeclaration, endpoint, openToAll } from "./endpoint.ts";
import { json } from "./reply.ts";
import type { ApiRequest } from "./request.ts";

const told = declareErrors({ what: "what?", "no-of": "no {} of {}" });

/** May do what stands in its list: `write web`. */
function authorizerOf(...allowed: readonly string[]): Authorizer {
  const allows: Authorizer["allows"] = (_kind, access, name) => allowed.includes(`${access} ${name}`);
  return { id: allowed.join(), allows, allowsPrefix: allows };
}

interface Owned {
  readonly owner: string;
}

function kit(store: Store = createMemoryStore()) {
  const state = new StateStore(store);
  const table = state.add(new Table<Owned>("owned", {}));
  const set = (id: string, owner: string) =>
    state.write((draft) => {
      draft.put(table, id, { owner });
    });
  /** Status and body. */
  const serve = async (made: Endpoint, authorizer: Authorizer, others: Record<string, Authorizer> = {}) => {
    // What is declared here reads nothing of a request.
    const { reply } = await made.serve({} as ApiRequest, {
      state,
      authorizer,
      authorize: (token) => others[token],
    });
    if (reply.kind !== "whole") throw new Error("a whole reply is wanted");
    return [reply.status, "json" in reply.body ? reply.body.json : reply.body.toString()];
  };
  return { state, table, set, serve };
}

const plain = { decode: () => "web" } as const;

describe("endpoint()", () => {
  test.each<[string, readonly Need[], readonly string[], boolean]>([
    ["nothing is needed", [], [], true],
    ["all rights are needed", [right("key", "read", "a"), right("key", "read", "b")], ["read a"], false],
    [
      "all rights are there",
      [right("key", "read", "a"), right("key", "read", "b")],
      ["read a", "read b"],
      true,
    ],
    [
      "one of two lists is there",
      [{ anyOf: [[right("key", "read", "a")], [right("key", "read", "b")]] }],
      ["read b"],
      true,
    ],
    [
      "no list is whole",
      [{ anyOf: [[right("key", "read", "a"), right("key", "read", "b")], []].slice(0, 1) }],
      ["read b"],
      false,
    ],
    ["there is no list", [{ anyOf: [] }], [], true],
  ])("%s", async (_name, needs, allowed, wanted) => {
    const { serve } = kit();
    const made = endpoint({ ...plain, rights: () => needs, answer: () => json("done") });
    expect(await serve(made, authorizerOf(...allowed))).toEqual(
      wanted ? [200, "done"] : [403, "Permission denied"],
    );
  });

  test("what is wrong with a request is told before who may not make it", async () => {
    const { serve } = kit();
    const rights = () => [right("key", "read", "a")];
    const made = endpoint({ decode: () => refuse(told("what"), 400), rights, answer: () => json("done") });
    expect(await serve(made, authorizerOf())).toEqual([400, "what?"]);
  });

  test("what costs much to read is read for those only who may come in", async () => {
    const { serve } = kit();
    let read = 0;
    const made = endpoint({
      entrance: () => [right("management", "write")],
      decode: () => {
        read += 1;
        return refuse(told("what"), 400);
      },
      rights: openToAll,
      answer: () => json("done"),
    });
    expect(await serve(made, authorizerOf())).toEqual([403, "Permission denied"]);
    expect(read).toBe(0);
    expect(await serve(made, authorizerOf("write "))).toEqual([400, "what?"]);
  });

  test.each<[string, readonly string[], boolean]>([
    ["neither may come in nor do it", [], true],
    ["may do it and not come in", ["write web"], true],
    ["may come in and not do it", ["write "], true],
    ["may both, and asks for nonsense", ["write ", "write no"], false],
    ["may both", ["write ", "write web"], false],
  ])("who %s: denied for lack of rights", async (_, allowed, wanted) => {
    const made = endpoint<string>({
      entrance: () => [right("management", "write")],
      decode: () => (allowed.includes("write no") ? refuse(told("what"), 400) : "web"),
      rights: (name) => [right("service", "write", name)],
      answer: () => json("done"),
    });
    const { denied } = await made.serve({} as ApiRequest, {
      state: undefined,
      authorizer: authorizerOf(...allowed),
      authorize: () => undefined,
    });
    expect(denied).toBe(wanted);
  });

  test("a refusal may name what is missing", async () => {
    const { serve } = kit();
    const made = endpoint({
      ...plain,
      rights: (name) => [right("service", "write", name)],
      denied: ({ access, name }) => refuse(told("no-of", access, name), 403),
      answer: () => json("done"),
    });
    expect(await serve(made, authorizerOf("read web"))).toEqual([403, "no write of web"]);
  });

  test("rows are seen by their own rights; without a declaration none is", async () => {
    const { serve } = kit();
    const declared: EndpointDeclaration<string, string> = {
      ...plain,
      rights: openToAll,
      answer: (_asked, granted) => json(granted.visible(["a", "b", "c"])),
    };
    const filtered = endpoint<string, string>({ ...declared, visible: (row) => [right("key", "read", row)] });
    expect(await serve(filtered, authorizerOf("read c", "read a"))).toEqual([200, ["a", "c"]]);
    expect(await serve(endpoint(declared), authorizerOf("read a"))).toEqual([200, []]);
  });

  test("as another token", async () => {
    const { serve } = kit();
    const made = endpoint<string, string>({
      ...plain,
      rights: openToAll,
      visible: (row) => [right("key", "read", row)],
      answer: (_asked, granted) =>
        json(["known", "unknown"].map((token) => granted.as(token)?.visible(["a", "b"]))),
    });
    const others = { known: authorizerOf("read b") };
    expect(await serve(made, authorizerOf("read a"), others)).toEqual([200, [["b"], undefined]]);
  });
});

describe("a write", () => {
  const take = ({ table, state }: ReturnType<typeof kit>, before: () => Promise<unknown>): Endpoint =>
    endpoint<string>({
      ...plain,
      rights: (id, rows) => {
        const owner = rows.get(table, id)?.value.owner;
        return owner === undefined ? [] : [right("key", "write", owner)];
      },
      async answer(id, granted) {
        await before();
        const written = await granted.write((draft) => {
          draft.put(table, id, { owner: "me" });
        });
        expect(state.revision).toBeGreaterThan(0);
        return json(written instanceof Refusal ? written.text : table.get(id)?.value.owner);
      },
    });

  test("asks for what it overwrites", async () => {
    const all = kit();
    await all.set("web", "them");
    const made = take(all, async () => {});
    expect(await all.serve(made, authorizerOf("write me"))).toEqual([403, "Permission denied"]);
    expect(all.table.get("web")?.value.owner).toBe("them");
    expect(await all.serve(made, authorizerOf("write them"))).toEqual([200, "me"]);
  });

  test("asks again for what came between the question and the write", async () => {
    const all = kit();
    const made = take(all, () => all.set("web", "them"));
    expect(await all.serve(made, authorizerOf("write me"))).toEqual([200, "Permission denied"]);
    expect(all.table.get("web")?.value.owner).toBe("them");
  });

  test("asks again when it is decided anew", async () => {
    const store = createMemoryStore();
    const commit = store.commit.bind(store);
    const all = kit(store);
    // Somebody else's commit gets in between the decision and its commit.
    const theirs = new Draft(all.state.revision);
    theirs.put(all.table, "web", { owner: "them" });
    let before: Transaction | undefined = theirs.transaction();
    Object.assign(store, {
      async commit(transaction: Transaction) {
        const first = before;
        before = undefined;
        if (first !== undefined) await commit(first);
        return commit(transaction);
      },
    });
    const made = take(all, async () => {});
    expect(await all.serve(made, authorizerOf("write me"))).toEqual([200, "Permission denied"]);
    expect(all.table.get("web")?.value.owner).toBe("them");
  });
});
