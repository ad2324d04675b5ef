-- One POST per request to one of 256 sessions; run.sh created them. Bodies of 200 and 800 characters in turn.
local short = string.format('{"role":"user","content":"%s"}', string.rep("q", 200))
local long = string.format('{"role":"assistant","content":"%s"}', string.rep("a", 800))
local n = 0

wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"

function request()
  n = n + 1
  local path = "/v1/tenants/default/sessions/bench-" .. (n % 256) .. "/messages"
  -- Each session has both in turn: a context looks for the newest message of a user.
  return wrk.format(nil, path, nil, math.floor(n / 256) % 2 == 0 and short or long)
end

function done(summary, latency)
  io.write(string.format("http_appends_per_s %.0f\n", summary.requests / summary.duration * 1e6))
  io.write(string.format("http_append_ms p50 %.2f p99 %.2f\n", latency:percentile(50) / 1000, latency:percentile(99) / 1000))
  local e = summary.errors
  io.write(string.format("http_errors %d\n", e.connect + e.read + e.write + e.status + e.timeout))
end
