// One start in a process that has done nothing else: prints it.

import { readFileSync } from "node:fs";
import { starts } from "./starts.ts";

const [start] = await starts(readFileSync(process.argv[2]!), 1);
console.log(JSON.stringify(start));
