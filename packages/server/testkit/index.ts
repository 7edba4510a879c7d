export * from "./servers-contract.ts";
export * from "./through-texts.ts";
