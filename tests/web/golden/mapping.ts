import type { Inputs } from "./inputs.ts";
import type { Answers } from "./judging.ts";
import type { TablesBySymbol } from "./tables.ts";

/** How the cases of one kind at one venue are asked: by venue and kind, never by id. */
export type Mapping = (one: Inputs, tables: TablesBySymbol) => Answers;

/** By kind, of one venue. */
export type Mappings = Readonly<Record<string, Mapping>>;
