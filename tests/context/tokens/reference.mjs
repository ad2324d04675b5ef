// node reference.mjs MODULES < TEXTS > COUNTS
//
// What the reference, the wasm build of tiktoken in MODULES, counts. TEXTS: for each text its bytes'
// number (32 bits, little endian) and its UTF-8. COUNTS: a line each, cl100k_base and o200k_base.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";

const require = createRequire(resolve(process.argv[2]) + "/");
const { get_encoding } = require("tiktoken");
const encodings = [get_encoding("cl100k_base"), get_encoding("o200k_base")];

const input = readFileSync(0);
const lines = [];
for (let at = 0; at < input.length; ) {
  const size = input.readUInt32LE(at);
  const text = input.toString("utf8", at + 4, at + 4 + size);
  lines.push(encodings.map((one) => one.encode_ordinary(text).length).join(" "));
  at += 4 + size;
}
process.stdout.write(lines.join("\n") + "\n");
