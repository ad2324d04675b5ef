// node costs.mjs MODULES [--check]
//
// Prints costs_table.cpp, or with --check compares the file beside this script with what it would
// print: how many tokens a code point has on its own in cl100k_base or o200k_base, whichever has
// more, asked from the wasm build of tiktoken in MODULES/tiktoken.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";

const modules = resolve(process.argv[2]);
const require = createRequire(modules + "/");
const { get_encoding } = require("tiktoken");
const { version } = JSON.parse(readFileSync(modules + "/tiktoken/package.json", "utf8"));
const encodings = [get_encoding("cl100k_base"), get_encoding("o200k_base")];

// One by one where neighbours differ and texts are made of them; elsewhere 64 at a time, which have
// all but the last byte of their UTF-8 in common, and the most of them counts.
const one_by_one = [
  [0x0080, 0x07ff], // the alphabets of two bytes
  [0x0900, 0x09ff], // Devanagari, Bengali
  [0x0b80, 0x0bff], // Tamil
  [0x0e00, 0x0e7f], // Thai
  [0x1e80, 0x1eff], // Vietnamese
  [0x2000, 0x206f], // punctuation
  [0x20a0, 0x20bf], // currencies
  [0x3000, 0x30ff], // kana
  [0xff00, 0xff5f], // full width
];
const limit = 0x20000;

function alone(c) {
  if (c >= 0xd800 && c <= 0xdfff) return 0;
  const text = String.fromCodePoint(c);
  return Math.max(...encodings.map((one) => one.encode_ordinary(text).length));
}

const costs = [...Array(limit).keys()].map(alone);
for (let first = 0; first < limit; first += 64) {
  if (one_by_one.some(([low, high]) => first + 63 >= low && first <= high)) continue;
  costs.fill(Math.max(...costs.slice(first, first + 64)), first, first + 64);
}

let text = "";
for (let first = 0; first < limit; ) {
  let end = first;
  while (end < limit && costs[end] === costs[first]) end++;
  text += "ABCDE"[costs[first]] + (end - first === 1 ? "" : (end - first).toString(36));
  first = end;
}

let file = `#include "context/tokens/costs_table.hpp"

namespace parley::context {

// Printed by costs.mjs from the counts of tiktoken ${version} (npm).
const std::string_view cost_runs =
`;
const lines = text.match(/.{1,94}/g).map((line) => `    "${line}"`);
file += lines.join("\n") + ";\n\n}  // namespace parley::context\n";

if (process.argv[3] === "--check") {
  const committed = readFileSync(new URL("costs_table.cpp", import.meta.url), "utf8");
  if (committed !== file) {
    console.error("costs_table.cpp is not what costs.mjs prints: make it again");
    process.exit(1);
  }
  console.log(`${text.length} characters of runs are those of tiktoken ${version}`);
} else {
  process.stdout.write(file);
}
