// The official clients, as they are: they learn where the server is from OPENAI_BASE_URL. Nothing but
// loopback is called.
import assert from "node:assert/strict";
import { createRequire } from "node:module";

const load = createRequire(`${process.env.PARLEY_CLIENTS}/clients.js`);
const real = globalThis.fetch;
globalThis.fetch = (target, init) => {
  assert.equal(new URL(target.url ?? target).hostname, "127.0.0.1");
  return real(target, init);
};

const openai = load("openai");
export const OpenAI = openai.default ?? openai;
export const agents = load("@openai/agents");
export const { z } = load("zod");
agents.setTracingDisabled(true);

/// What parley's own interface has of a session.
export async function native(session) {
  const base = process.env.OPENAI_BASE_URL.replace(/\/v1$/, "/v1/tenants/default/sessions");
  const answer = await fetch(`${base}/${session}/messages`);
  assert.equal(answer.status, 200);
  return (await answer.json()).items;
}

/// The error that a call ends with.
export async function refused(call, kind) {
  try {
    await call();
  } catch (error) {
    assert.ok(error instanceof kind, `${error}`);
    return error;
  }
  assert.fail("it was not refused");
}
