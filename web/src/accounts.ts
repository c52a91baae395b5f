// The entry for venues' own payloads of accounts: no engine inside, only names and shapes.

export { accountFrom } from "./accounts/payload.ts";
export type { AccountFrom, AccountOptions } from "./accounts/stated.ts";
export { type ErrorCode, InputError } from "./errors.ts";
