// node categories.mjs MODULES [--check]
//
// Prints categories_table.cpp, or with --check compares the file beside this script with what it
// would print. The classes are asked from the reference itself, the wasm build of tiktoken in
// MODULES/tiktoken, since its tables decide where a text is split: an encoding whose pattern is one
// class and whose ranks are single bytes keeps of a text the code points of that class.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";

const modules = resolve(process.argv[2]);
const require = createRequire(modules + "/");
const { Tiktoken } = require("tiktoken/lite");
const { version } = JSON.parse(readFileSync(modules + "/tiktoken/package.json", "utf8"));

const bytes = [...Array(256).keys()].map((b) => Buffer.from([b]).toString("base64"));
const ranks = "! 0 " + bytes.join(" ");
const limit = 0x110000;

// Later rows win: a line feed is white space first.
const classes = [
  ["L", "\\p{L}"],
  ["U", "[\\p{Lu}\\p{Lt}]"],
  ["W", "\\p{Ll}"],
  ["M", "\\p{M}"],
  ["N", "\\p{N}"],
  ["S", "\\s"],
  ["R", "[\\r\\n]"],
];

function members(pattern) {
  const encoding = new Tiktoken(ranks, {}, pattern);
  const found = [];
  for (let first = 0; first < limit; first += 4096) {
    let text = "";
    for (let c = first; c < first + 4096; c++)
      if (c < 0xd800 || c > 0xdfff) text += String.fromCodePoint(c);
    const kept = Buffer.from(encoding.encode_ordinary(text)).toString("utf8");
    for (const one of kept) found.push(one.codePointAt(0));
  }
  encoding.free();
  return found;
}

const table = new Array(limit).fill("O");
for (const [sign, pattern] of classes) for (const c of members(pattern)) table[c] = sign;

// A run is its sign and its length in base 36 with small letters, which 1 leaves out. `A` and a
// length: so many pairs of an upper and a lower letter, which is how many alphabets are laid out.
const runs = [];
for (let first = 0; first < limit; ) {
  let end = first;
  while (end < limit && table[end] === table[first]) end++;
  runs.push([table[first], end - first]);
  first = end;
}
let text = "";
const written = (sign, length) => (text += sign + (length === 1 ? "" : length.toString(36)));
for (let i = 0; i < runs.length; ) {
  const single = (k, sign) => runs[k]?.[0] === sign && runs[k][1] === 1;
  let k = i;
  while (single(k, "U") && single(k + 1, "W")) k += 2;
  if (k - i > 2) {
    written("A", (k - i) / 2);
    i = k;
  } else {
    written(...runs[i++]);
  }
}

let file = `#include "context/tokens/categories_table.hpp"

namespace parley::context {

// Printed by categories.mjs from the classes of tiktoken ${version} (npm), which are those of
// Unicode 16.0.
const std::string_view category_runs =
`;
const lines = text.match(/.{1,94}/g).map((line) => `    "${line}"`);
file += lines.join("\n") + ";\n\n}  // namespace parley::context\n";

if (process.argv[3] === "--check") {
  const committed = readFileSync(new URL("categories_table.cpp", import.meta.url), "utf8");
  if (committed !== file) {
    console.error("categories_table.cpp is not what categories.mjs prints: make it again");
    process.exit(1);
  }
  console.log(`${runs.length} runs are those of tiktoken ${version}`);
} else {
  process.stdout.write(file);
}
