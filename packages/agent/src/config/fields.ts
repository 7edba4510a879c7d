/** What a record of a file may hold, as data. */
export interface Fields {
  /** For readers of the tables: what Consul calls the record. */
  readonly name: string;
  readonly fields: Readonly<Record<string, Field>>;
}

/** How one field is read. */
export type Field = FieldKind & {
  /** Other spellings of its name. */
  readonly aliases?: readonly string[];
};

type FieldKind =
  | { readonly kind: "string" | "boolean" | "integer" | "count" | "number" | "duration" | "any" }
  | {
      readonly kind: "list";
      readonly of: Field;
      /** The name is of one: a block, not a list of them, however it is kept. */
      readonly isOne?: true;
    }
  | { readonly kind: "map"; readonly of: Field }
  | { readonly kind: "object"; readonly of: Fields };
